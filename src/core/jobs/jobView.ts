import type { ErrorBody } from '../../contract/errors'
import { finalJobStates, type Job, type JobDocument, type JobProgress } from '../../contract/jobs'
import { coverageOf, type DocumentRow } from '../catalog/documentRows'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

const emptyProgress = (stage: string): JobProgress => ({
  stage,
  documents: { done: 0, total: 0, failed: 0 },
  pages: { done: 0, total: 0 },
  pagesPerSecond: null,
  etaMs: null,
  current: [],
})

/** A job as the contract shows it: stored figures once it has ended, live ones before. */
export function toJob(row: JobRow, workspace: OpenWorkspace, { board }: Pick<CoreContext, 'board'>): Job {
  const ended = finalJobStates.includes(row.state)
  const result = row.result ? (JSON.parse(row.result) as unknown) : undefined
  return {
    id: row.id,
    workspace: workspace.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    progress: ended && row.progress ? (JSON.parse(row.progress) as JobProgress) : liveProgress(row, workspace, board),
    ...(result ? { result } : {}),
    ...(row.error ? { error: JSON.parse(row.error) as ErrorBody } : {}),
  }
}

function liveProgress(row: JobRow, workspace: OpenWorkspace, board: CoreContext['board']): JobProgress {
  if (row.kind === 'add') {
    const collected = (JSON.parse(row.payload) as { collected?: boolean }).collected
    return board.of(workspace, row.id, collected ? 'reading' : 'listing')
  }
  const steps = board.stepsOf(row.id)
  if (steps) return { ...emptyProgress(steps.stage), steps: { done: steps.done, total: steps.total } }
  return emptyProgress(firstStages[row.kind] ?? 'optimising')
}

const firstStages: Partial<Record<JobRow['kind'], string>> = {
  remove: 'removing',
  verify: 'checking',
  learn: 'learning',
  reindex: 'embedding',
  check: 'checking',
}

/** A document as the result of an ended job names it. */
export function toJobDocument(row: DocumentRow): JobDocument {
  return {
    document: row.id,
    name: row.name,
    status: row.status,
    pages: row.pages,
    passages: row.passages,
    ...(row.code ? { code: row.code } : {}),
    ...(row.message ? { message: row.message } : {}),
    coverage: coverageOf(row),
  }
}
