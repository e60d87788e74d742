import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { Coverage, DocumentStatus } from './documents'
import { ErrorBody } from './errors'

export const JobKind = z.enum(['add', 'ingest', 'remove', 'verify', 'optimise', 'learn', 'reindex', 'check'])
export type JobKind = z.infer<typeof JobKind>

export const JobState = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>

export const finalJobStates: readonly JobState[] = ['done', 'failed', 'cancelled']

/** What an ended `add`, `retry` or `remove` did with one document. */
export const JobDocument = z.object({
  document: z.string(),
  name: z.string(),
  status: DocumentStatus.or(z.literal('removed')),
  pages: z.number().int(),
  passages: z.number().int(),
  code: z.string().optional(),
  message: z.string().optional(),
  coverage: Coverage,
})
export type JobDocument = z.infer<typeof JobDocument>

export const JobProgress = z.object({
  stage: z.string().describe('listing, reading, removing, checking …'),
  documents: z.object({ done: z.number().int(), total: z.number().int(), failed: z.number().int() }),
  pages: z.object({ done: z.number().int(), total: z.number().int() }).describe('total grows while files are opened'),
  pagesPerSecond: z.number().nullable(),
  etaMs: z.number().nullable(),
  steps: z.object({ done: z.number().int(), total: z.number().int() }).optional().describe('How far the stage is, where it reads no pages'),
  current: z.array(
    z.object({ document: z.string(), name: z.string(), stage: z.string(), done: z.number(), total: z.number(), stalled: z.boolean() }),
  ),
})
export type JobProgress = z.infer<typeof JobProgress>

export const Job = z.object({
  id: z.string(),
  workspace: z.string().describe('Id of the workspace'),
  kind: JobKind,
  title: z.string(),
  state: JobState,
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  progress: JobProgress,
  result: z
    .unknown()
    .optional()
    .describe(
      'Once done: add, retry and remove {documents, elapsedMs}, remove with {removedAt, erasedAt} as its receipt; verify {ok, problems}; learn and reindex {before, after, switched}; check {score, questions, warning}, score null where there was too little to ask',
    ),
  error: ErrorBody.optional(),
})
export type Job = z.infer<typeof Job>

const inJob = z.object({ workspace: WorkspaceRef, job: z.string() })

const oneJob = z.object({ job: Job })

export const jobs = {
  list: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/jobs', summary: 'Jobs under way and the latest ended ones, newest first' })
    .input(z.object({ workspace: WorkspaceRef, limit: z.coerce.number().int().positive().max(500).default(50) }))
    .output(z.object({ jobs: z.array(Job) })),
  get: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/jobs/{job}',
      summary: 'Status and progress of a job, and its result once it has ended',
    })
    .input(inJob)
    .output(oneJob),
  watch: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/jobs/{job}/events',
      summary: 'The job as it changes, at most ten times a second; ends with the job',
    })
    .input(inJob)
    .output(eventIterator(Job)),
  cancel: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/jobs/{job}/cancel', summary: 'Stop a job; what it has finished stays' })
    .input(inJob)
    .output(oneJob),
  retry: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/jobs/{job}/retry',
      summary: 'Do a failed or cancelled job again, as a new job',
    })
    .input(inJob)
    .output(z.object({ job: z.string() })),
  pause: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/jobs/{job}/pause', summary: 'Hold a job; running pages are kept' })
    .input(inJob)
    .output(oneJob),
  resume: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/jobs/{job}/resume', summary: 'Go on with a held job' })
    .input(inJob)
    .output(oneJob),
}
