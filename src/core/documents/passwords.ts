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
 * after a restart in between the document asks again. Throws JOB_STATE for a document that needs none.
 */
export function unlockDocument(row: DocumentRow, password: string, workspace: OpenWorkspace, core: CoreContext): string {
  if (row.status !== 'needs-password') throw new AppError('JOB_STATE', `${row.name} does not wait for a password (${row.status}).`)
  core.passwords.set(row.id, password)
  return retryDocuments([row], {}, workspace, core)
}
