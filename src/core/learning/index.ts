import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { consentTo } from '../egress/ledger'
import { addressOfService, embeddingNamed } from '../embeddings'
import { preferredEmbedder } from '../workspaces/preferredEmbedder'
import { enqueue } from './enqueue'
import { isOutdated } from './learnWhenGrown'

/** What engine/learning asks for: known here so that a library that is too small hears it at once. */
const leastPassages = 200

/** The learning of the contract: what a workspace knows of its own words, and which table is searched. */
export function createLearning(core: CoreContext): Handlers<Contract>['learning'] {
  const preferred = preferredEmbedder(core.options.resources)
  return {
    status: async ({ workspace: ref }) => {
      const { embedder, tables } = core.shelf.open(ref)
      return {
        embedder,
        previous: tables.previous(),
        building: tables.next(),
        outdated: isOutdated(embedder, preferred),
        leastPassages,
        last: tables.lastLearning(),
      }
    },
    learn: async ({ workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      const { passages } = workspace.documents.totals()
      if (passages < leastPassages)
        throw new AppError(
          'JOB_STATE',
          `There is too little to learn from: the workspace has ${passages} passages, and it takes ${leastPassages}. Add more documents first.`,
        )
      if (preferred === 'hash')
        throw new AppError('EMBEDDING_MISMATCH', 'The starter embedding is missing from this installation. Install Carrel again.')
      return { job: begin('learn', {}, workspace) }
    },
    reindex: async ({ workspace: ref, embedder, back }) => {
      const workspace = core.shelf.open(ref)
      const previous = workspace.tables.previous()
      if (back && embedder) throw new AppError('BAD_REQUEST', 'Say either which embedding to take, or to go back to the one before.')
      if (back && !previous) throw new AppError('JOB_STATE', 'There is no embedding to go back to: this workspace has had no other.')
      const wanted = back ? previous : embeddingNamed(embedder ?? 'starter', core)
      const address = addressOfService(wanted ?? '', core)
      if (address !== null) consentTo(address, 'embedding', workspace, core)
      return { job: begin('reindex', { embedder: wanted }, workspace) }
    },
  }

  /** One at a time, for both build the next table; who asks for the same gets the job that is under way. */
  function begin(kind: 'learn' | 'reindex', payload: object, workspace: OpenWorkspace): string {
    const underWay = workspace.jobs.oldestUnfinished(['learn', 'reindex'])
    if (!underWay) return enqueue(kind, payload, workspace, core, { waits: false })
    if (underWay.kind !== kind || (kind === 'reindex' && underWay.payload !== JSON.stringify(payload)))
      throw new AppError('JOB_STATE', 'The workspace is already learning or being indexed anew. Wait for that job, or cancel it first.')
    if (underWay.state === 'paused') workspace.jobs.update(underWay.id, { state: 'queued' }, { event: 'resumed' })
    announceJob(workspace, underWay.id, core)
    core.work()
    return underWay.id
  }
}
