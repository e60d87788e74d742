import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './base'
import { ErrorBody } from './errors'

/* Models that run on this machine: what is recommended, what is being fetched, what lies on the disk. */

export const LocalModelKind = z.enum(['embedding', 'reranker', 'chat']).describe('chat: a language model that writes answers')
export type LocalModelKind = z.infer<typeof LocalModelKind>

export const LocalModelState = z.enum(['available', 'waiting', 'downloading', 'paused', 'failed', 'ready'])
export type LocalModelState = z.infer<typeof LocalModelState>

/** How much of a model has been fetched. */
export const DownloadProgress = z.object({
  done: z.number().int().describe('Bytes fetched, those of an earlier try included'),
  total: z.number().int().describe('Bytes in all; the catalogue says about how many until the servers have said it'),
  file: z.string().describe('What is being fetched now'),
  bytesPerSecond: z.number().nullable(),
  etaMs: z.number().nullable(),
})
export type DownloadProgress = z.infer<typeof DownloadProgress>

export const LocalModel = z.object({
  id: z.string().describe('As the catalogue calls it; of an imported model, its folder'),
  kind: LocalModelKind,
  label: z.string(),
  purpose: z.string().describe('What it is for, in a sentence; empty for an imported one'),
  licence: z.string().nullable().describe('null: imported, so its owner knows'),
  source: z.string().nullable().describe('Where it is fetched from, to show; null: imported'),
  bytes: z.number().int().describe('Size on disk; before it was fetched, about'),
  memoryBytes: z.number().int().nullable().describe('Memory it needs while it works, about'),
  dimension: z.number().int().nullable().describe('Numbers in a vector'),
  state: LocalModelState,
  installed: z.string().nullable().describe('Name of its folder among the models, once it is there; of an embedding, its id'),
  tooLarge: z.string().nullable().describe('Why this machine is too small for it; null: it is not'),
  checked: z
    .enum(['catalogue', 'source', 'first'])
    .nullable()
    .describe(
      'What its files were compared with: hashes of the catalogue, hashes its source gives, or nothing yet (kept for the next time); null: not fetched',
    ),
  progress: DownloadProgress.optional(),
  error: ErrorBody.optional(),
})
export type LocalModel = z.infer<typeof LocalModel>

const one = z.object({ id: z.string().min(1).max(100) })
const model = z.object({ model: LocalModel })

export const localModels = {
  list: procedure
    .route({ method: 'GET', path: '/local-models', summary: 'Models for this machine: recommended, being fetched, on the disk' })
    .output(
      z.object({
        models: z.array(LocalModel),
        machine: z.object({
          memoryBytes: z.number().int(),
          freeBytes: z.number().int().describe('Room on the disk of the data folder'),
          modelBytes: z.number().int().describe('What models take of it, also half-fetched ones'),
        }),
        source: z.string().describe('Where models are fetched from'),
      }),
    ),
  download: procedure
    .route({ method: 'POST', path: '/local-models/{id}/download', summary: 'Fetch a recommended model, or go on with it' })
    .input(one.extend({ anyway: z.boolean().default(false).describe('Although this machine is too small for it') }))
    .output(model),
  watch: procedure
    .route({ method: 'GET', path: '/local-models/{id}/events', summary: 'The model as it is fetched; ends when that ends' })
    .input(one)
    .output(eventIterator(LocalModel)),
  pause: procedure
    .route({ method: 'POST', path: '/local-models/{id}/pause', summary: 'Hold a download; what was fetched is kept' })
    .input(one)
    .output(model),
  cancel: procedure
    .route({ method: 'POST', path: '/local-models/{id}/cancel', summary: 'Stop a download and remove what was fetched' })
    .input(one)
    .output(model),
  import: procedure
    .route({ method: 'POST', path: '/local-models', summary: 'Take a model from this machine', successStatus: 201 })
    .input(z.object({ path: z.string().min(1).describe('Absolute path'), label: z.string().trim().min(1).max(80).optional() }))
    .output(model),
  remove: procedure
    .route({ method: 'DELETE', path: '/local-models/{id}', summary: 'Remove a model from the disk' })
    .input(one)
    .output(z.object({ removed: z.string(), bytes: z.number().int().describe('Room that is free again') })),
}
