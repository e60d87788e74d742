import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { AppError } from '../../contract/errors'
import { filesOfModel } from '../../engine/embedders/transformers/modelFolder'
import type { CoreContext } from '../context'
import { judgedFolder } from './install'
import { type InstalledModel, modelsFolder, placeModel } from './modelFolders'

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
