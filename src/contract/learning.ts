import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'

/** One learning: what it was made of, and what the self-check said before and after. */
export const Learning = z.object({
  at: z.string().describe('ISO 8601'),
  passages: z.number().int().describe('Passages of the library then'),
  embedder: z.string().nullable().describe('Id of what was learnt; null where it was stopped before'),
  switched: z.boolean().describe('Whether it ranked better, so that it is used'),
  before: z
    .number()
    .nullable()
    .describe('nDCG@10 of made questions, half by both lanes joined and half by closeness alone, with the embedding before'),
  after: z.number().nullable(),
})
export type Learning = z.infer<typeof Learning>

export const LearningStatus = z.object({
  embedder: z.string().describe('Id of the embedding that is searched with'),
  previous: z.string().nullable().describe('The one before, whose table is kept for the way back'),
  building: z.string().nullable().describe('The one whose table is being built'),
  outdated: z.boolean().describe('Made with another edition of the starter embedding: only words are compared until it is indexed again'),
  leastPassages: z.number().int().describe('So many passages a library needs to learn from'),
  last: Learning.nullable(),
})
export type LearningStatus = z.infer<typeof LearningStatus>

const EmbedderId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'An embedding is named by its id, such as starter.')
  .describe('Id of an embedding; starter: the one on board')

const started = z.object({ job: z.string() })

export const learning = {
  status: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/learning',
      summary: 'The embedding a workspace is searched with, and what it has learnt',
    })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(LearningStatus),
  learn: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/learning',
      summary: 'Adapt the starter embedding to the documents of the workspace, and use it where it ranks better; a job',
    })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(started),
  reindex: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/reindex',
      summary: 'Build the table of another embedding beside the one that is searched, then switch; a job',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        embedder: EmbedderId.optional(),
        back: z.boolean().default(false).describe('Back to the embedding before'),
      }),
    )
    .output(started),
}
