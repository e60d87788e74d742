import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { LocalModelKind } from '../../contract/localModels'
import type { AppCatalog } from '../catalog/appCatalog'
import { readSettings } from '../settings'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
/** A path within a repository: nothing of it leads out of a folder. */
const FilePath = z.string().regex(/^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/)

const WantedFile = z.strictObject({
  path: FilePath,
  bytes: z.number().int().positive().optional(),
  sha256: Hash.optional(),
})
export type WantedFile = z.infer<typeof WantedFile>

const CatalogueModel = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,60}$/),
  kind: LocalModelKind,
  label: z.string().min(1),
  purpose: z.string().min(1),
  licence: z.string().min(1),
  bytes: z.number().int().positive(),
  memoryBytes: z.number().int().positive(),
  dimension: z.number().int().positive().optional(),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  revision: z.string().regex(/^(?:[0-9a-f]{40}|main)$/),
  /** What the model's makers say of its use and its repository does not: how pieces are joined, and words put before a text. */
  pooling: z.enum(['mean', 'first']).optional(),
  prefixes: z.strictObject({ query: z.string(), passage: z.string() }).optional(),
  files: z.array(WantedFile).min(1),
})
export type CatalogueModel = z.infer<typeof CatalogueModel>

const Catalogue = z.strictObject({
  /** Hosts that files may come from beside the source itself. */
  hosts: z.array(z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/)),
  models: z.array(CatalogueModel),
})
export type Catalogue = z.infer<typeof Catalogue>

/** The models that are recommended (`resources/models/catalogue.json`); none where this copy of Carrel has no such file. Throws where it is not of its shape. */
export function readCatalogue(resources: string): Catalogue {
  const path = join(resources, 'models', 'catalogue.json')
  if (!existsSync(path)) return { hosts: [], models: [] }
  return Catalogue.parse(JSON.parse(readFileSync(path, 'utf8')))
}

const usualSource = 'https://huggingface.co'

/** Where models are fetched from. */
export function modelSource(app: AppCatalog): string {
  return readSettings(app).modelSource ?? usualSource
}

/** Where a file of a model is fetched from. */
export function addressOf(source: string, { repository, revision }: CatalogueModel, file: string): string {
  return `${source.replace(/\/+$/, '')}/${repository}/resolve/${revision}/${file}`
}
