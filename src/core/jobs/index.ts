import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import { finalJobStates, type Job } from '../../contract/jobs'
import type { Handlers } from '../../rpc/handlers'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { addDocuments, type AddPayload, retryDocuments } from '../documents/add'
import { cancelAdd, pauseAdd } from '../documents/stopAdd'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { leaveUnfinished } from '../learning/leaveUnfinished'
import { announceJob } from './announce'
import { toJob } from './jobView'

const pausable: readonly JobRow['kind'][] = ['add', 'learn', 'reindex']

function find(core: CoreContext, ref: { workspace: string; job: string }): { workspace: OpenWorkspace; row: JobRow } {
  const workspace = core.shelf.open(ref.workspace)
  const row = workspace.jobs.get(ref.job)
  if (!row) throw new AppError('JOB_NOT_FOUND', `There is no job “${ref.job}” in this workspace.`)
  return { workspace, row }
}

/** The jobs of the contract. */
export function createJobs(core: CoreContext): Handlers<Contract>['jobs'] {
  const view = (workspace: OpenWorkspace, id: string) => ({ job: toJob(workspace.jobs.get(id) as JobRow, workspace, core) })
  return {
    list: async ({ workspace: ref, limit }) => {
      const workspace = core.shelf.open(ref)
      return { jobs: workspace.jobs.listTop(limit).map((row) => toJob(row, workspace, core)) }
    },
    get: async (ref) => {
      const { workspace, row } = find(core, ref)
      return view(workspace, row.id)
    },
    watch: (ref, { signal }) => watch(core, ref, signal),
    cancel: async (ref) => {
      const { workspace, row } = find(core, ref)
      if (finalJobStates.includes(row.state)) throw ended(row)
      if (row.kind === 'remove')
        throw new AppError('JOB_STATE', 'What was removed is out of search already. It is being erased, and cannot be taken back.')
      if (row.kind === 'add') cancelAdd(row, workspace, core)
      else if (!core.queue.stop(row.id, 'cancel')) cancelQueued(row, workspace, core)
      announceJob(workspace, row.id, core)
      core.work()
      return view(workspace, row.id)
    },
    retry: async (ref) => {
      const { workspace, row } = find(core, ref)
      if (!finalJobStates.includes(row.state)) throw new AppError('JOB_STATE', 'This job is still under way; cancel it first.')
      return { job: doAgain(row, workspace, core) }
    },
    pause: async (ref) => {
      const { workspace, row } = find(core, ref)
      if (!pausable.includes(row.kind))
        throw new AppError('JOB_STATE', 'Only adding documents, learning and building a table can be paused.')
      if (finalJobStates.includes(row.state)) throw ended(row)
      if (row.kind === 'add') pauseAdd(row, workspace, core)
      else if (!core.queue.stop(row.id, 'pause')) workspace.jobs.update(row.id, { state: 'paused' }, { event: 'paused' })
      announceJob(workspace, row.id, core)
      return view(workspace, row.id)
    },
    resume: async (ref) => {
      const { workspace, row } = find(core, ref)
      if (row.state !== 'paused') throw new AppError('JOB_STATE', 'This job is not paused.')
      workspace.jobs.update(row.id, { state: 'queued' }, { event: 'resumed' })
      announceJob(workspace, row.id, core)
      core.work()
      return view(workspace, row.id)
    },
  }
}

function ended(row: JobRow): AppError {
  return new AppError('JOB_STATE', `This job has already ended (${row.state}).`)
}

function cancelQueued(row: JobRow, workspace: OpenWorkspace, core: CoreContext): void {
  if (row.kind === 'learn' || row.kind === 'reindex') leaveUnfinished(row, workspace, core)
  workspace.jobs.update(row.id, { state: 'cancelled', ended_at: core.now() }, { event: 'cancelled' })
}

function doAgain(row: JobRow, workspace: OpenWorkspace, core: CoreContext): string {
  if (row.kind === 'add') {
    const { sources, ocr, watch, whole, collected } = JSON.parse(row.payload) as AddPayload
    if (!collected) return addDocuments({ sources, ocr, title: row.title, ...(watch ? { watch, whole } : {}) }, workspace, core)
    const again = workspace.jobs.documentsOf(row.id).filter((one) => ['failed', 'cancelled'].includes(one.status))
    return retryDocuments(again, {}, workspace, core)
  }
  const id = core.newId()
  workspace.jobs.insert({
    id,
    kind: row.kind,
    title: row.title,
    priority: row.priority,
    payload: row.kind === 'learn' ? '{}' : row.payload,
    created_at: core.now(),
  })
  core.work()
  return id
}

async function* watch(core: CoreContext, ref: { workspace: string; job: string }, signal?: AbortSignal): AsyncGenerator<Job> {
  const { workspace, row } = find(core, ref)
  const events = core.hub.subscribe({ signal, only: (event) => event.type === 'job.changed' && event.job.id === row.id })
  try {
    let job = toJob(workspace.jobs.get(row.id) as JobRow, workspace, core)
    yield job
    while (!finalJobStates.includes(job.state)) {
      const event = await events.next()
      if (event?.type !== 'job.changed') return
      job = event.job
      yield job
    }
  } finally {
    events.close()
  }
}
