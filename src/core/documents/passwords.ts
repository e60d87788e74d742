import { finalStatuses } from '../../contract/documents'
import { AppError } from '../../contract/errors'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { retryDocuments } from './add'

/** The password a document is being read with, as input of a reader; nothing where there is none. */
export function passwordOf(row: DocumentRow, core: CoreContext): { password?: string } {
  const password = core.passwords.get(row.id)
  return password === undefined ? {} : { password }
}

/**
 * Reads a document with its password, as a job whose id comes back. The password is kept in memory until the reading has ended, and nowhere else:
 * after a restart in between the document asks again. What could not be taken out of a container without it is opened by reading the
 * container with it, whichever of the two is named. Throws JOB_STATE for a document that needs none, DOCUMENT_BUSY for one that is being read.
 */
export function unlockDocument(row: DocumentRow, password: string, workspace: OpenWorkspace, core: CoreContext): string {
  const locked = lockedDocument(row, workspace)
  if (!locked) throw new AppError('JOB_STATE', `${row.name} does not wait for a password (${row.status}).`)
  if (!finalStatuses.includes(locked.status))
    throw new AppError('DOCUMENT_BUSY', `${locked.name} is being read already (${locked.status}).`)
  core.passwords.set(locked.id, password)
  return retryDocuments([locked], {}, workspace, core)
}

/** The document that has to be read with the password; null where none waits for one. */
function lockedDocument(row: DocumentRow, workspace: OpenWorkspace): DocumentRow | null {
  const isLocked = ({ status, sha256 }: DocumentRow) => status === 'needs-password' && sha256 === ''
  if (isLocked(row)) return workspace.documents.get(row.parent ?? '') ?? null
  if (row.status === 'needs-password') return row
  return workspace.documents.childrenOf(row.id).some(isLocked) ? row : null
}
