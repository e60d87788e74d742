import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentRow } from '../catalog/documentRows'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Removes the original and the pages a row names, where no document needs them any more. */
export function forgetUnusedFiles(row: Pick<DocumentRow, 'sha256' | 'next_sha256' | 'pages_key'>, workspace: OpenWorkspace): void {
  for (const sha256 of [row.sha256, row.next_sha256]) {
    if (sha256 && workspace.documents.usesOfSource(sha256) === 0) rmSync(join(workspace.paths.sources, sha256), { force: true })
  }
  if (row.pages_key && workspace.documents.usesOfPages(row.pages_key) === 0)
    rmSync(join(workspace.paths.pages, row.pages_key), { force: true })
}
