import type { OcrMode } from '../../contract/documents'
import type { DocumentErrorCode } from '../../contract/errors'
import type { Collected } from '../../contract/worker'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { freeName } from './names'
import { forgetUnusedFiles } from './storedFiles'

/** What has to happen with a document after a file was found for it. */
export interface Resolved {
  row: DocumentRow
  /** Whether it has to be read. */
  read: boolean
}

const settled = ['ready', 'ready-partly', 'needs-password']

/**
 * Finds the document a collected file stands for, or makes one: the same file again is no work, changed content at the same
 * path waits to replace the document, and two different files of one name get two names.
 */
export function resolveCollected(
  file: Collected,
  { ocr, stored }: { ocr: OcrMode; stored: boolean },
  workspace: OpenWorkspace,
  core: CoreContext,
): Resolved {
  const { documents } = workspace
  const known =
    (file.origin ? documents.byOrigin(file.origin) : undefined) ?? (file.sha256 ? documents.byContent(file.name, file.sha256) : undefined)
  if (!known) return create(file, { ocr, stored }, workspace, core)
  if (file.code) return unreadable(known, file, workspace)
  const changed = file.sha256 !== known.sha256
  if (!changed && settled.includes(known.status) && (ocr === 'auto' || ocr === known.ocr)) return { row: known, read: false }
  if (changed && known.digest !== null) documents.update(known.id, { next_sha256: file.sha256, next_bytes: file.bytes, ocr })
  else
    documents.update(known.id, { sha256: file.sha256, bytes: file.bytes, stored: stored ? 1 : 0, ocr, next_sha256: null, next_bytes: null })
  // What the document had before, or waited for, may now be nobody's.
  forgetUnusedFiles([{ sha256: known.sha256, next_sha256: known.next_sha256 }], workspace)
  return { row: documents.get(known.id) as DocumentRow, read: true }
}

function create(
  file: Collected,
  { ocr, stored }: { ocr: OcrMode; stored: boolean },
  workspace: OpenWorkspace,
  core: CoreContext,
): Resolved {
  const { documents } = workspace
  const id = core.newId()
  documents.insert({
    id,
    name: freeName(file.name, (name) => documents.find(name) !== undefined),
    wanted_name: file.name,
    origin: file.origin,
    status: file.code ? 'failed' : 'queued',
    bytes: file.bytes,
    sha256: file.sha256,
    stored: stored ? 1 : 0,
    added_at: core.now(),
    ocr,
    code: (file.code as DocumentErrorCode | undefined) ?? null,
    message: file.message ?? null,
  })
  return { row: documents.get(id) as DocumentRow, read: !file.code }
}

/** A known document whose file cannot be taken now: one that is ready stays so, and says what happened. */
function unreadable(known: DocumentRow, file: Collected, workspace: OpenWorkspace): Resolved {
  const code = file.code as DocumentErrorCode
  const kept = settled.includes(known.status)
  workspace.documents.update(
    known.id,
    kept ? { message: `Not read again: ${file.message}` } : { status: 'failed', code, message: file.message ?? null },
  )
  return { row: workspace.documents.get(known.id) as DocumentRow, read: false }
}
