import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import { readModelFolder } from '../../engine/embedders/transformers/modelFolder'
import type { CatalogueModel } from './catalogue'
import type { Fetched } from './downloadFile'
import { hashOfFile, readGguf } from './ggufFile'
import { folderPrefix, type InstalledModel, type ModelNote, placeModel, vectorsPrefix } from './modelFolders'

/** Judges the files of a model as they lie in a folder, and gives them their place. Throws BAD_REQUEST, MODEL_ANSWER. */
export async function installFetched(
  coming: string,
  model: CatalogueModel,
  fetched: readonly Fetched[],
  data: string,
): Promise<InstalledModel> {
  const checked = fetched.some((one) => one.checked === 'first')
    ? 'first'
    : fetched.some((one) => one.checked === 'source')
      ? 'source'
      : 'catalogue'
  writeSettings(coming, model)
  const { id, ...note } = await judged(coming, model)
  return placeModel(coming, id, { ...note, label: model.label, catalogue: model.id, checked }, data).model
}

/** What the repository does not say of its model, in the files where such models say it. */
function writeSettings(folder: string, { pooling, prefixes }: CatalogueModel): void {
  const write = (name: string, value: object) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), JSON.stringify(value))
  }
  if (pooling) write('1_Pooling/config.json', { pooling_mode_cls_token: pooling === 'first', pooling_mode_mean_tokens: pooling === 'mean' })
  if (prefixes) write('config_sentence_transformers.json', { prompts: prefixes })
}

async function judged(coming: string, model: CatalogueModel): Promise<Omit<ModelNote, 'label'> & { id: string }> {
  const found = model.kind === 'chat' ? await judgedGguf(join(coming, model.files[0]!.path), coming) : await judgedFolder(coming)
  if (found.kind !== model.kind) throw new AppError('MODEL_ANSWER', `What was fetched is no ${model.kind} model. Choose another one.`)
  if (model.dimension !== undefined && model.dimension !== found.dimension)
    throw new AppError('MODEL_ANSWER', `What was fetched has ${found.dimension} numbers in a vector, and should have ${model.dimension}.`)
  return found
}

/** Gives the file of a model in GGUF the name it is run by. Throws BAD_REQUEST. */
export async function judgedGguf(file: string, folder: string): Promise<Omit<ModelNote, 'label'> & { id: string }> {
  const { kind, dimension } = await readGguf(file)
  const { hash, bytes } = await hashOfFile(file)
  renameSync(file, join(folder, 'model.gguf'))
  const prefix = kind === 'chat' ? folderPrefix.chat : vectorsPrefix
  return { id: `${prefix}-${hash.slice(0, 8)}`, kind, dimension, bytes, hash }
}

/** What a folder in the layout of transformers.js holds. Throws BAD_REQUEST. */
export async function judgedFolder(folder: string): Promise<Omit<ModelNote, 'label'> & { id: string }> {
  const { hash, dimension, bytes, scoresPairs } = await readModelFolder(folder)
  const kind = scoresPairs ? 'reranker' : 'embedding'
  return { id: `${folderPrefix[kind]}-${hash.slice(0, 8)}`, kind, dimension: scoresPairs ? null : dimension, bytes, hash }
}
