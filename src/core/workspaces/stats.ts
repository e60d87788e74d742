import type { SelfCheck } from '../../contract/evaluation'
import type { WorkspaceStats } from '../../contract/workspaces'
import type { CoreContext } from '../context'
import { useOf } from './figures'
import { folderBytes } from './folderBytes'
import type { OpenWorkspace } from './openWorkspaces'

/** All figures of one workspace, with what its index and its folder say. */
export async function statsOf(workspace: OpenWorkspace, core: Pick<CoreContext, 'indexWorker' | 'now'>): Promise<WorkspaceStats> {
  const { documents, pages, passages, bytes, read, recognised, empty, failed } = workspace.documents.totals()
  const index = await core.indexWorker.call((worker) => worker.stats({ index: workspace.paths.index, embedder: workspace.embedder }))
  return {
    documents,
    pages,
    passages,
    bytes,
    diskBytes: await folderBytes(workspace.folder),
    statuses: workspace.documents.statuses(),
    coverage: { read, recognised, empty, failed },
    index: { ...index, embedder: workspace.embedder },
    quality: qualityOf(workspace),
    ...useOf(workspace, core.now()),
  }
}

function qualityOf({ tables }: OpenWorkspace): WorkspaceStats['quality'] {
  const [last] = tables.checks(1) as SelfCheck[]
  return last ? { score: last.score, at: last.at, ...(last.warning ? { warning: last.warning } : {}) } : null
}
