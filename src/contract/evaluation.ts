import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { Chunking } from './pipeline'
import { SearchMode } from './search'

/** A question whose place in the library is known. Fields of other tools are ignored. */
export const EvaluationQuestion = z.object({
  id: z.union([z.string(), z.number()]),
  question: z.string().min(1).max(4_000),
  doc: z.string().optional().describe('Name of the document that holds the answer, with or without extension'),
  evidence_pages: z.array(z.number().int().positive()).optional().describe('Pages of it that hold the answer, from 1'),
  relevant: z.record(z.string(), z.number().nonnegative()).optional().describe('Documents worth finding, each with its grade'),
})
export type EvaluationQuestion = z.infer<typeof EvaluationQuestion>

/** Shares of the questions whose first right one is among the first 1, 5, 10, 20, and the mean of 1 / its rank; fractions of 1. */
export const RankFigures = z.object({ hit1: z.number(), hit5: z.number(), hit10: z.number(), hit20: z.number(), mrr: z.number() })
export type RankFigures = z.infer<typeof RankFigures>

export const Evaluation = z.object({
  questions: z.number().int(),
  page: RankFigures.nullable().describe('Over the questions that name pages; null where none does'),
  document: RankFigures.nullable().describe('Over the questions that name documents; null where none does'),
  ndcg10: z.number().nullable().describe('Over the questions that name documents, by their grades'),
  perQuestion: z.array(z.object({ id: z.string(), pageRank: z.number().int().nullable(), documentRank: z.number().int().nullable() })),
  elapsedMs: z.number(),
  note: z.string().optional(),
})
export type Evaluation = z.infer<typeof Evaluation>

/** One way to search, as a self-check measured it; fractions of 1. */
export const SelfCheckSetting = z.object({
  name: z
    .enum(['keyword', 'vector', 'joined', 'hybrid', 'before'])
    .describe('joined: hybrid without the second look · before: hybrid, with the embedding before'),
  mode: SearchMode,
  embedder: z.string(),
  ndcg10: z.number(),
  hit1: z.number(),
  hit10: z.number(),
})
export type SelfCheckSetting = z.infer<typeof SelfCheckSetting>

/** How well search finds passages again by questions made from them, which no learning has seen. */
export const SelfCheck = z.object({
  at: z.string().describe('ISO 8601'),
  questions: z.number().int(),
  passages: z.number().int().describe('Passages of the library then'),
  embedder: z.string(),
  chunking: Chunking.optional().describe('How documents were cut then; absent in checks of older versions'),
  score: z.number().describe('nDCG@10 of the questions as the workspace is searched'),
  settings: z.array(SelfCheckSetting),
  warning: z.string().optional().describe('Where search finds clearly less than at the check before'),
})
export type SelfCheck = z.infer<typeof SelfCheck>

export const evaluation = {
  run: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/evaluation',
      summary: 'Measure how well search finds what is known to be right',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        questions: z.array(EvaluationQuestion).min(1, 'There are no questions.').max(20_000),
        within: z.boolean().default(false).describe('Search only the document a question names'),
        mode: SearchMode.default('hybrid'),
      }),
    )
    .output(Evaluation),
  selfCheck: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/self-checks',
      summary: 'Measure search with questions made from the workspace itself, and keep the result',
    })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ check: SelfCheck })),
  selfChecks: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/self-checks', summary: 'The latest self-checks, newest first' })
    .input(z.object({ workspace: WorkspaceRef, limit: z.coerce.number().int().positive().max(200).default(20) }))
    .output(z.object({ checks: z.array(SelfCheck) })),
}
