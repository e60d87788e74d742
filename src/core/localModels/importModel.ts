import { constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { copyFile, cp, mkdir, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { AppError } from '../../contract/errors'
import { filesOfModel } from '../../engine/embedders/transformers/modelFolder'
import type { CoreContext } from '../context'
import { offerToAnswer } from './answerers'
import { readGguf } from './ggufFile'
import { judgedFolder, judgedGguf } from './install'
import { requireRoom } from './machine'
import { type InstalledModel, modelsFolder, placeModel } from './modelFolders'

/** Takes a model from this machine: a folder in the layout of transformers.js, or a file in GGUF. Throws BAD_REQUEST, MODEL_EXISTS, DISK_FULL. */
export async function importModel(path: string, label: string | undefined, core: CoreContext): Promise<InstalledModel> {
  if (!isAbsolute(path)) throw new AppError('BAD_REQUEST', 'Name the model by its whole path.')
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('BAD_REQUEST', `There is nothing at ${path}. Check the path.`, { cause })
  })
  return found.isDirectory() ? importFolder(path, label, core) : importGguf(path, label, core)
}

async function importGguf(path: string, label: string | undefined, core: CoreContext): Promise<InstalledModel> {
  if (/-\d{5}-of-(?!00001)\d{5}\.gguf$/i.test(path))
    throw new AppError(
      'BAD_REQUEST',
      'This is a part of a model. Join the parts first (llama-gguf-split --merge), or take a smaller variant in one file.',
    )
  await readGguf(path)
  const { data } = core.options
  await requireRoom(modelsFolder(data), (await stat(path)).size)
  const coming = join(modelsFolder(data), `.coming-${core.newId()}`)
  mkdirSync(coming, { recursive: true })
  try {
    await copyFile(path, join(coming, 'copy'), constants.COPYFILE_FICLONE)
    const { id, ...note } = await judgedGguf(join(coming, 'copy'), coming)
    if (existsSync(join(modelsFolder(data), id))) throw new AppError('MODEL_EXISTS', `This model is there already, as ${id}.`)
    const { model } = placeModel(coming, id, { ...note, label: label ?? basename(path, '.gguf') }, data)
    offerToAnswer(model, core)
    return model
  } finally {
    rmSync(coming, { recursive: true, force: true })
  }
}

/**
 * Takes a model in the layout of transformers.js from a folder: copied first and judged as copied, so that nothing can change between the
 * two. Throws BAD_REQUEST, MODEL_EXISTS.
 */
export async function importFolder(path: string, label: string | undefined, core: CoreContext): Promise<InstalledModel> {
  if (!isAbsolute(path)) throw new AppError('BAD_REQUEST', 'Name the folder of the model by its whole path.')
  const { data } = core.options
  const coming = join(modelsFolder(data), `.coming-${core.newId()}`)
  mkdirSync(coming, { recursive: true })
  try {
    for (const name of await filesOfModel(path)) {
      await mkdir(join(coming, name, '..'), { recursive: true })
      await cp(join(path, name), join(coming, name))
    }
    const { id, ...note } = await judgedFolder(coming)
    if (existsSync(join(modelsFolder(data), id))) throw new AppError('MODEL_EXISTS', `This model is there already, as ${id}.`)
    return placeModel(coming, id, { ...note, label: label ?? basename(path) }, data).model
  } finally {
    rmSync(coming, { recursive: true, force: true })
  }
}
