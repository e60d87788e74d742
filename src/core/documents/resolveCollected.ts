import type { OcrMode } from '../../contract/documents'
import type { DocumentErrorCode } from '../../contract/errors'
import type { Collected } from '../../contract/worker'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { freeName } from './names'
import { forgetUnusedFiles } from './storedFiles'

/** A file that was collected, or a page that was fetched. */
export interface Found extends Collected {
  /** Address it was asked for by, where it is known by another. */
  asked?: string
  /** Language it was asked for in. */
  language?: string
  /** It could not be taken because of a mistake in what was asked for: no document is made of it. */
  mistaken?: boolean
}

interface Resolving {
  ocr: OcrMode
  /** Whether the bytes lie in the workspace. */
  stored: boolean
  /** Whether a document is known by where it is alone, for what lies elsewhere under the same name goes its own way. */
  byPlace?: boolean
  /** The reader adds it: what was removed from it, if it is a container, comes back. */
  added?: boolean
}

/** What has to happen with a document after a file was found for it. */
export interface Resolved {
  row: DocumentRow
  /** Whether it has to be read. */
  read: boolean
}

const settled = ['ready', 'ready-partly', 'needs-password']

/**
 * Finds the document a collected file stands for, or makes one: the same file again is no work, changed content at the same
 * path or address waits to replace the document, and two different files of one name get two names. null: no document is made of it.
 */
export function resolveCollected(
  file: Found,
  { ocr, stored, byPlace = false, added = false }: Resolving,
  workspace: OpenWorkspace,
  core: CoreContext,
): Resolved | null {
  const { documents } = workspace
  const known = knownFor(file, byPlace, workspace)
  if (!known) return file.mistaken ? null : create(file, { ocr, stored }, workspace, core)
  if (file.code) return unreadable(known, file, workspace)
  if (file.asked) meet(known, file, workspace)
  const comesBack = added && documents.letBack(known.id) > 0
  const changed = file.sha256 !== known.sha256
  if (!changed && !comesBack && settled.includes(known.status) && (ocr === 'auto' || ocr === known.ocr)) return { row: known, read: false }
  if (changed && known.digest !== null) documents.update(known.id, { next_sha256: file.sha256, next_bytes: file.bytes, ocr })
  else
    documents.update(known.id, { sha256: file.sha256, bytes: file.bytes, stored: stored ? 1 : 0, ocr, next_sha256: null, next_bytes: null })
  // What the document had before, or waited for, may now be nobody's.
  forgetUnusedFiles([{ sha256: known.sha256, next_sha256: known.next_sha256 }], workspace)
  return { row: documents.get(known.id) as DocumentRow, read: true }
}

/** The document a file or page is known as: by where it is, by the address it was asked for before, by its name and content. */
function knownFor({ origin, asked, name, sha256 }: Found, byPlace: boolean, { documents }: OpenWorkspace): DocumentRow | undefined {
  return (
    (origin ? documents.byOrigin(origin) : undefined) ??
    (asked ? documents.byOrigin(asked) : undefined) ??
    (sha256 && !byPlace ? documents.byContent(name, sha256) : undefined)
  )
}

/** A page that could not be fetched before is known by its address only: now it has a name, and calls an address its own. */
function meet(known: DocumentRow, file: Found, { documents }: OpenWorkspace): void {
  if (known.origin === file.asked && file.origin !== known.origin) documents.update(known.id, { origin: file.origin })
  if (file.language && file.language !== known.wanted_language) documents.update(known.id, { wanted_language: file.language })
  if (known.digest !== null || known.wanted_name === file.name) return
  const name = freeName(file.name, (wanted) => (documents.find(wanted)?.id ?? known.id) !== known.id)
  documents.update(known.id, { name, wanted_name: file.name })
}

function create(file: Found, { ocr, stored }: Resolving, workspace: OpenWorkspace, core: CoreContext): Resolved {
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
    wanted_language: file.language ?? null,
  })
  return { row: documents.get(id) as DocumentRow, read: !file.code }
}

/** A known document whose file cannot be taken now: one that is ready stays so, and says what happened. */
function unreadable(known: DocumentRow, file: Found, workspace: OpenWorkspace): Resolved {
  const code = file.code as DocumentErrorCode
  const kept = settled.includes(known.status)
  workspace.documents.update(
    known.id,
    kept ? { message: `Not read again: ${file.message}` } : { status: 'failed', code, message: file.message ?? null },
  )
  return { row: workspace.documents.get(known.id) as DocumentRow, read: false }
}
