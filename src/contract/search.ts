import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { Box, Place, Span } from './places'
import { Scope } from './scope'

export const SearchMode = z.enum(['hybrid', 'keyword', 'vector'])
export type SearchMode = z.infer<typeof SearchMode>

const LaneScore = z.object({ rank: z.number().int().positive(), score: z.number() })

/** What a passage was ranked by. */
export const HitExplanation = z.object({
  bm25: z.number().describe('Score of its words; 0: the keyword lane did not find it'),
  cosine: z.number().nullable().describe('Closeness of its vector to that of the question; null: no vectors were compared'),
  joined: z.number().describe('Score after both lanes were joined'),
  features: z
    .record(z.string(), z.object({ value: z.number(), weight: z.number() }))
    .optional()
    .describe('What the reranker looked at; its score is the sum of value × weight'),
})
export type HitExplanation = z.infer<typeof HitExplanation>

/** How a query was understood and what it took. */
export const SearchExplanation = z.object({
  mode: SearchMode,
  weight: z.number().describe('Share of closeness where both lanes are joined, 0 to 1'),
  words: z.array(z.string()).describe('Words any of which may occur'),
  phrases: z.array(z.string()).describe('Sequences that must occur'),
  codes: z.array(z.string()).describe('Codes that count more where they stand whole'),
  excluded: z.array(z.string()).describe('What must not occur'),
  others: z.array(z.string()).describe('Other names of what is asked for, looked for as well'),
  found: z.object({ keyword: z.number().int(), vector: z.number().int(), joined: z.number().int() }).describe('Candidates of each lane'),
  timings: z.record(z.string(), z.number()).describe('Milliseconds per stage; lanes run beside each other'),
})
export type SearchExplanation = z.infer<typeof SearchExplanation>

/** A query as it was perhaps meant, in words of the workspace. */
export const SearchCorrection = z.object({
  query: z.string(),
  used: z.boolean().describe('True: the query itself found nothing, and this is what was searched'),
})
export type SearchCorrection = z.infer<typeof SearchCorrection>

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
  explanation: HitExplanation.optional(),
})
export type SearchHit = z.infer<typeof SearchHit>

export const SearchQuery = Scope.extend({
  query: z.string().min(1).max(4_000),
  limit: z.number().int().positive().max(200).optional().describe('As the workspace is set where absent'),
  mode: SearchMode.optional().describe('As the workspace is set where absent'),
  explain: z.boolean().optional().describe('Say what each passage was ranked by, and what each stage took'),
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
        explanation: SearchExplanation.optional(),
        correction: SearchCorrection.optional(),
        note: z.string().optional().describe('What has to be known to understand what was found'),
      }),
    ),
}
