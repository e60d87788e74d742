import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { SearchMode } from './search'

/*
 * How a workspace reads, ranks and answers. Everything has a default that was chosen by measurement (docs/ranking.md).
 */

/** How documents are cut into passages. */
export const Chunking = z
  .strictObject({
    strategy: z
      .enum(['structure', 'fixed', 'similarity', 'page', 'document'])
      .default('structure')
      .describe(
        'structure: never past a heading or, unless a sentence goes on, a page · fixed: by size, with overlap · similarity: where the matter changes · page, document: one passage each',
      ),
    size: z.number().int().min(200).max(8_000).default(1_200).describe('Characters a passage should have; not for page and document'),
    overlap: z.number().int().min(0).max(4_000).default(0).describe('Characters repeated from the passage before; for fixed'),
  })
  .refine(({ size, overlap }) => overlap <= size / 2, { path: ['overlap'], message: 'At most half of a passage can be repeated.' })
export type Chunking = z.infer<typeof Chunking>

export const defaultChunking: Chunking = Chunking.parse({})

/** What a question is searched with. */
export const Retrieval = z.strictObject({
  mode: SearchMode.default('hybrid'),
  limit: z.number().int().min(1).max(100).default(10).describe('Passages a search shows'),
  floor: z.boolean().default(true).describe('Leave out passages that are too distant from the question to be worth showing'),
  perDocument: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(0)
    .describe('Passages of one document shown before those of others have been; 0: as many as there are'),
  neighbours: z.boolean().default(false).describe('Show passages that follow each other as one, in a search'),
  rerank: z.boolean().default(true).describe('Order the first passages once more by their words'),
  reranker: z
    .string()
    .regex(/^[a-z]+-[0-9a-f]{8}$/, 'A reranker is named by its folder, such as crossencoder-1f0c52aa. List them: carrel model catalogue.')
    .nullable()
    .default(null)
    .describe('An installed model that reads the first passages together with the question; null: none'),
})
export type Retrieval = z.infer<typeof Retrieval>

/** What a workspace does by itself when nobody waits; never in a command, which ends with its work. */
export const Upkeep = z.strictObject({
  learn: z.boolean().default(true).describe('Learn its own words once it has grown, and use what was learnt where it ranks better'),
  check: z.boolean().default(true).describe('Measure search after documents came or went, and warn where it finds less'),
})
export type Upkeep = z.infer<typeof Upkeep>

export const Pipeline = z.strictObject({
  chunking: Chunking.default(defaultChunking),
  retrieval: Retrieval.default(Retrieval.parse({})),
  upkeep: Upkeep.default(Upkeep.parse({})),
})
export type Pipeline = z.infer<typeof Pipeline>

export const defaultPipeline: Pipeline = Pipeline.parse({})

/** What a change makes necessary: everything else takes effect with the next question. */
export const PipelineCost = z.object({
  documents: z.number().int().describe('Documents that are cut and embedded anew, from the pages that were kept; nothing is read again'),
  passages: z.number().int().describe('Passages they have now'),
})
export type PipelineCost = z.infer<typeof PipelineCost>

export const pipeline = {
  get: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/pipeline', summary: 'How a workspace reads and ranks' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ pipeline: Pipeline, defaults: Pipeline })),
  update: procedure
    .route({
      method: 'PUT',
      path: '/workspaces/{workspace}/pipeline',
      summary: 'Change how a workspace reads and ranks; what is left out goes back to its default',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        pipeline: Pipeline,
        dryRun: z.boolean().default(false).describe('Only say what it would cost'),
      }),
    )
    .output(
      z.object({
        pipeline: Pipeline,
        cost: PipelineCost,
        job: z.string().nullable().describe('The job that cuts the documents anew, where one is needed'),
      }),
    ),
}
