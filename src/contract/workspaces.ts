import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'

export const Workspace = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string().describe('ISO 8601'),
  model: z.string().nullable().describe('Label of the model that answers; null: none, answers are extracted'),
  sealedAt: z.string().nullable().describe('Since when it is locked and exists only as its sealed archive; null: it is open'),
})
export type Workspace = z.infer<typeof Workspace>

/** How much was done on a day. */
export const ActivityDay = z.object({
  day: z.string().describe('UTC, as YYYY-MM-DD'),
  added: z.number().int().describe('Documents'),
  searches: z.number().int(),
  questions: z.number().int(),
})
export type ActivityDay = z.infer<typeof ActivityDay>

/** What is done in a workspace, from kept counters. */
const Use = z.object({
  lastImportAt: z.string().nullable(),
  lastQuestionAt: z.string().nullable(),
  searchMs: z.number().nullable().describe('Median of the latest 100 searches, milliseconds; null: none yet'),
  slowSearchMs: z.number().nullable().describe('One of twenty of the latest 100 searches took longer; null: fewer than 20 yet'),
  answers: z.number().int().describe('Answers that say something'),
  verifiedAnswers: z.number().int().describe('Those of which every sentence was found in its sources'),
  activity: z.array(ActivityDay).describe('The last 30 days, oldest first; days on which nothing was done are left out'),
})

export const WorkspaceFigures = Use.extend({
  documents: z.number().int(),
  passages: z.number().int(),
  bytes: z.number().int().describe('Size of the originals'),
  failed: z.number().int().describe('Documents that could not be read'),
})
export type WorkspaceFigures = z.infer<typeof WorkspaceFigures>

/** Of a workspace nothing is known of yet. */
export const noFigures: WorkspaceFigures = {
  documents: 0,
  passages: 0,
  bytes: 0,
  failed: 0,
  lastImportAt: null,
  lastQuestionAt: null,
  searchMs: null,
  slowSearchMs: null,
  answers: 0,
  verifiedAnswers: 0,
  activity: [],
}

/** Days without an import or a question after which a workspace counts as stale. */
export const staleAfterDays = 90
/** A workspace counts as slow where one of twenty searches takes longer. */
export const slowAboveMs = 1_000

/** What a reader may want to look after. */
export const WorkspaceMark = z
  .enum(['empty', 'failed', 'slow', 'stale'])
  .describe(
    `empty: no document; failed: documents that could not be read; slow: one of twenty searches takes over ${slowAboveMs} ms; stale: nothing added or asked for ${staleAfterDays} days`,
  )
export type WorkspaceMark = z.infer<typeof WorkspaceMark>

export const WorkspaceSummary = Workspace.extend(WorkspaceFigures.shape).extend({ marks: z.array(WorkspaceMark) })
export type WorkspaceSummary = z.infer<typeof WorkspaceSummary>

/** All workspaces together. */
export const WorkspaceTotals = z.object({
  workspaces: z.number().int(),
  documents: z.number().int(),
  passages: z.number().int(),
  bytes: z.number().int(),
  failed: z.number().int(),
  answers: z.number().int(),
  verifiedAnswers: z.number().int(),
})
export type WorkspaceTotals = z.infer<typeof WorkspaceTotals>

/** The disk the data folder lies on. */
export const DiskSpace = z.object({ freeBytes: z.number(), low: z.boolean().describe('Make room before a large import') })
export type DiskSpace = z.infer<typeof DiskSpace>

export const WorkspaceStats = z
  .object({
    documents: z.number().int(),
    pages: z.number().int(),
    passages: z.number().int(),
    bytes: z.number().int(),
    diskBytes: z.number().int().describe('Size of the whole workspace folder'),
    statuses: z.record(z.string(), z.number().int()).describe('Documents per status'),
    coverage: z.object({ read: z.number(), recognised: z.number(), empty: z.number(), failed: z.number() }),
    index: z.object({ rows: z.number().int(), unindexedRows: z.number().int(), embedder: z.string(), dimension: z.number().int() }),
    quality: z
      .object({ score: z.number(), at: z.string(), warning: z.string().optional() })
      .nullable()
      .describe('How well search finds, by the latest self-check: nDCG@10, a fraction of 1; null: never checked'),
  })
  .extend(Use.shape)
export type WorkspaceStats = z.infer<typeof WorkspaceStats>

/** Code of what was not checked because it is being added, read or removed: no damage, but not sound either. */
export const underWay = 'DOCUMENT_UNDER_WAY'

export const WorkspaceProblem = z.object({
  code: z.string(),
  message: z.string(),
  document: z.string().optional(),
})
export type WorkspaceProblem = z.infer<typeof WorkspaceProblem>

export const WorkspaceName = z
  .string()
  .trim()
  .min(1, 'A workspace needs a name.')
  .max(120, 'A workspace name has at most 120 characters.')
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), 'A workspace name cannot hold control characters.')

export const workspaces = {
  create: procedure
    .route({ method: 'POST', path: '/workspaces', summary: 'Create a workspace', successStatus: 201 })
    .input(
      z.object({ name: WorkspaceName, template: z.string().min(1).max(200).optional().describe('Name of a template to set it up by') }),
    )
    .output(z.object({ workspace: Workspace })),
  list: procedure
    .route({ method: 'GET', path: '/workspaces', summary: 'List workspaces with their figures, all together and the disk' })
    .output(z.object({ workspaces: z.array(WorkspaceSummary), totals: WorkspaceTotals, disk: DiskSpace })),
  get: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}', summary: 'Read a workspace' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ workspace: WorkspaceSummary })),
  update: procedure
    .route({ method: 'PATCH', path: '/workspaces/{workspace}', summary: 'Rename a workspace or choose its model' })
    .input(z.object({ workspace: WorkspaceRef, name: WorkspaceName.optional(), model: z.string().nullable().optional() }))
    .output(z.object({ workspace: Workspace })),
  delete: procedure
    .route({
      method: 'DELETE',
      path: '/workspaces/{workspace}',
      summary: 'Delete a workspace: out of sight at once, erased in the background',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        graceSeconds: z.coerce
          .number()
          .int()
          .min(0)
          .max(86_400)
          .default(0)
          .describe('For so long it can surely be taken back; then it is erased'),
      }),
    )
    .output(z.object({ deleted: z.object({ id: z.string(), name: z.string() }) })),
  stats: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/stats', summary: 'Figures of a workspace' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ stats: WorkspaceStats })),
  verify: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/verify',
      summary: 'Check catalogue, index, pages and sources against each other; a job',
    })
    .input(z.object({ workspace: WorkspaceRef, repair: z.boolean().default(false) }))
    .output(z.object({ job: z.string() })),
}
