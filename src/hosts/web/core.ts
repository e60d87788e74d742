import type { Contract } from '../../contract'
import type { Handlers } from '../../rpc/handlers'

/** What the web host needs of the application. */
export interface WebCore {
  handlers: Handlers<Contract>
  /** The original of a document, to be shown. Throws AppError: WORKSPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, FILE_MISSING. */
  sourceOf(workspace: string, document: string): Promise<{ path: string; mediaType: string; bytes: number; name: string }>
  /** An archive that waits to be fetched; null where there is none of this id. */
  archiveOf(id: string): { path: string; name: string; done(): Promise<void> } | null
  /** Absolute path of the folder that holds uploads until a document is made of them. */
  uploadsFolder: string
}

/** Where a host writes what happened; never a token, a header or a query. */
export type HostLog = (message: string, details?: Record<string, unknown>) => void
