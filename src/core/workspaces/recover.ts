import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { finalStatuses } from '../../contract/documents'
import type { CoreContext } from '../context'
import { retryDocuments } from '../documents/add'
import type { OpenWorkspace } from './openWorkspaces'

/**
 * What a host does first with a workspace that an earlier host may have left in the middle of work: every running job goes back
 * to the queue, a document that waits without a job gets one, and half-written files go: what they were to hold is made anew.
 */
export function recover(workspace: OpenWorkspace, core: CoreContext, instance: string): void {
  workspace.jobs.releaseStaleLeases(instance)
  sweep(workspace.paths.staging, () => true)
  for (const folder of [workspace.paths.sources, workspace.paths.pages]) sweep(folder, (name) => name.endsWith('.tmp'))
  const forgotten = workspace.documents.withoutStatus(finalStatuses).filter((row) => !workspace.jobs.activeIngest(row.id))
  if (forgotten.length > 0) retryDocuments(forgotten, {}, workspace, core)
}

function sweep(folder: string, unfinished: (name: string) => boolean): void {
  for (const name of readdirSync(folder)) if (unfinished(name)) rmSync(join(folder, name), { recursive: true, force: true })
}
