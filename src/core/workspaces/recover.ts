import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { finalStatuses } from '../../contract/documents'
import type { CoreContext } from '../context'
import { retryDocuments } from '../documents/add'
import { sweepUnfinished, sweepUnused } from '../documents/storedFiles'
import type { OpenWorkspace } from './openWorkspaces'

/**
 * What a host does first with a workspace that an earlier host may have left in the middle of work: every running job goes back
 * to the queue, a document that waits without a job gets one, and half-written files go: what they were to hold is made anew.
 */
export function recover(workspace: OpenWorkspace, core: CoreContext, instance: string): void {
  workspace.jobs.releaseStaleLeases(instance)
  for (const name of readdirSync(workspace.paths.staging)) rmSync(join(workspace.paths.staging, name), { recursive: true, force: true })
  sweepUnfinished(workspace)
  if (workspace.wasCutShort && !workspace.restored) sweepUnused(workspace)
  const forgotten = workspace.documents.withoutStatus(finalStatuses).filter((row) => !workspace.jobs.activeIngest(row.id))
  if (forgotten.length > 0) retryDocuments(forgotten, {}, workspace, core)
}
