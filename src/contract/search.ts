import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { Box, Place, Span } from './places'
import { Scope } from './scope'

export const SearchMode = z.enum(['hybrid', 'keyword', 'vector'])
export type SearchMode = z.infer<typeof SearchMode>

const LaneScore = z.object({ rank: z.number().int().positive(), score: z.number() })

/** A passage found, best first. Scores compare within one search only. */
export const SearchHit = z.object({
  rank: z.number().int().positive(),
  passage: z.string().describe('Id of the passage'),
  document: z.string(),
  name: z.string(),
  page: z.number().int(),
  place: Place,
  text: z.string(),
  score: z.number(),
  lanes: z.object({ keyword: LaneScore.optional(), vector: LaneScore.optional() }),
  boxes: z.array(Box),
  spans: z.array(Span),
})
export type SearchHit = z.infer<typeof SearchHit>

export const SearchQuery = Scope.extend({
  query: z.string().min(1).max(4_000),
  limit: z.number().int().positive().max(200).optional().describe('As the workspace is set where absent'),
  mode: SearchMode.optional().describe('As the workspace is set where absent'),
})
export type SearchQuery = z.infer<typeof SearchQuery>

export const search = {
  query: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/search', summary: 'Find passages' })
    .input(SearchQuery.extend({ workspace: WorkspaceRef }))
    .output(
      z.object({
        hits: z.array(SearchHit),
        elapsedMs: z.number(),
        note: z.string().optional().describe('What has to be known to understand what was found'),
      }),
    ),
}
