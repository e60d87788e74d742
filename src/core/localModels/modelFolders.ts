import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { LocalModelKind } from '../../contract/localModels'

/** Where models lie, one folder each, named by their kind and the first digits of their hash. */
export function modelsFolder(data: string): string {
  return join(data, 'models')
}

/** Beside a model's own files: what Carrel noted of it. */
const noteName = 'carrel.json'

const ModelNote = z.object({
  kind: LocalModelKind.default('embedding'),
  label: z.string(),
  dimension: z.number().int().nullable(),
  bytes: z.number().int(),
  hash: z.string(),
  /** Id in the catalogue it was fetched by. */
  catalogue: z.string().optional(),
  checked: z.enum(['catalogue', 'source', 'first']).optional(),
})
export type ModelNote = z.infer<typeof ModelNote>

export interface InstalledModel extends ModelNote {
  /** Name of its folder, which is its id. */
  id: string
}

/** What the folders of each kind begin with: the name of the plug-in of the engine that runs it. */
export const folderPrefix: Record<LocalModelKind, string> = { embedding: 'transformers', reranker: 'crossencoder', chat: 'gguf' }
/** Of a model in GGUF that makes vectors. */
export const vectorsPrefix = 'llamacpp'
const folderKinds = new RegExp(`^(?:${[...Object.values(folderPrefix), vectorsPrefix].join('|')})-[0-9a-f]{8}$`)

/** The models on the disk; what cannot be understood is left out. */
export function installedModels(data: string): InstalledModel[] {
  const folder = modelsFolder(data)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => folderKinds.test(name))
    .flatMap((id) => {
      try {
        return [{ id, ...ModelNote.parse(JSON.parse(readFileSync(join(folder, id, noteName), 'utf8'))) }]
      } catch {
        return []
      }
    })
}

/**
 * Gives a folder whose files are whole its place among the models. Where the same model is there already, that one stays; `isNew` tells.
 */
export function placeModel(coming: string, id: string, note: ModelNote, data: string): { model: InstalledModel; isNew: boolean } {
  const target = join(modelsFolder(data), id)
  const isNew = !existsSync(target)
  mkdirSync(modelsFolder(data), { recursive: true })
  writeFileSync(join(isNew ? coming : target, noteName), JSON.stringify(ModelNote.parse(note)))
  if (isNew) renameSync(coming, target)
  else rmSync(coming, { recursive: true, force: true })
  return { model: { id, ...note }, isNew }
}
