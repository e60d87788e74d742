import { z } from 'zod'
import { DocumentRef, procedure, WorkspaceRef } from './base'
import { Use } from './documents'

/** A passage that was used. */
export const UsedPassage = Use.extend({
  passage: z.string(),
  document: z.string(),
  name: z.string(),
  page: z.number().int(),
  bestRank: z.number().int(),
})
export type UsedPassage = z.infer<typeof UsedPassage>

const inWorkspace = z.object({ workspace: WorkspaceRef })

export const access = {
  get: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/access',
      summary: 'Which documents and passages are used, and how well they rank',
    })
    .input(
      inWorkspace.extend({
        document: DocumentRef.optional().describe('Only passages of this document'),
        limit: z.coerce.number().int().positive().max(1_000).default(50),
      }),
    )
    .output(
      z.object({
        documents: z.object({ hot: z.number().int(), cold: z.number().int(), never: z.number().int() }),
        passages: z.array(UsedPassage).describe('The most used first'),
        keptAnswers: z.number().int().describe('Answers that are given again while nothing they stand on has changed'),
      }),
    ),
  warm: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/warm',
      summary: 'Make the index ready for questions, with the passages that are used most',
    })
    .input(inWorkspace)
    .output(z.object({ passages: z.number().int(), elapsedMs: z.number() })),
}
