import { toDocument } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { toJob } from './jobView'

type Parts = Pick<CoreContext, 'hub' | 'board'>

/** Says that a document has changed; what is said is its state when the tenth of a second is over. */
export function announceDocument(workspace: OpenWorkspace, document: string, { hub, board }: Parts): void {
  hub.changed(`document:${document}`, () => {
    if (!workspace.db.open) return null
    const row = workspace.documents.get(document)
    if (!row) return null
    return { type: 'documents.changed', workspace: workspace.id, documents: [toDocument(row, board.live(document))] }
  })
}

/** Says that a job has changed. Jobs of a single document are not shown; the job that waits for it is. */
export function announceJob(workspace: OpenWorkspace, job: string, parts: Parts): void {
  parts.hub.changed(`job:${job}`, () => {
    if (!workspace.db.open) return null
    const row = workspace.jobs.get(job)
    return row && row.kind !== 'ingest' ? { type: 'job.changed', job: toJob(row, workspace, parts) } : null
  })
}
