import { z } from 'zod'
import { procedure } from './base'

/** Something that makes vectors of texts, as a workspace can be indexed with it. */
export const Embedding = z.object({
  id: z.string().describe('What reindex takes'),
  kind: z.enum(['starter', 'transformers', 'llamaCpp', 'service']),
  label: z.string(),
  dimension: z.number().int().nullable().describe('Numbers in a vector; null: known once it has made one'),
  bytes: z.number().int().nullable().describe('Size on disk; null for a service'),
  local: z.boolean().describe('Nothing leaves this machine'),
})
export type Embedding = z.infer<typeof Embedding>

export const embeddings = {
  list: procedure
    .route({ method: 'GET', path: '/embeddings', summary: 'What can make vectors: on board, imported, and by the models that were added' })
    .output(z.object({ embeddings: z.array(Embedding) })),
  import: procedure
    .route({
      method: 'POST',
      path: '/embeddings',
      summary: 'Take a model from this machine: a folder in the layout of transformers.js, or a file in GGUF',
      successStatus: 201,
    })
    .input(
      z.object({
        path: z.string().min(1).describe('Absolute path of the folder, or of the file'),
        label: z.string().trim().min(1).max(80).optional(),
      }),
    )
    .output(z.object({ embedding: Embedding })),
  remove: procedure
    .route({ method: 'DELETE', path: '/embeddings/{id}', summary: 'Remove an imported model from the disk' })
    .input(z.object({ id: z.string().regex(/^(?:transformers|llamacpp)-[0-9a-f]{8}$/, 'Only imported models can be removed.') }))
    .output(z.object({ removed: z.string() })),
}
