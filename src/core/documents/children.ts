import type { DocumentErrorCode } from '../../contract/errors'
import type { IngestEvent } from '../../contract/worker'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import { announceDocument } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { enqueueIngest } from './add'
import { freeName } from './names'
import { removeDocuments } from './removeRunner'
import { forgetUnusedFiles } from './storedFiles'

type ChildEvent = Extract<IngestEvent, { type: 'child' }>

/** The documents found inside a container while it is read. */
export interface ChildrenRecord {
  take(event: ChildEvent): void
  /** Removes the children of an earlier version that are no longer there. Returns what could not be taken out. */
  finish(): ChildEvent[]
}

/** Most documents below one container, however deep: a bomb of small archives must not fill the library. */
const maxBelow = 50_000

/** Makes a document of everything that is taken out of a container, the same one each time, and lets the same jobs wait for it. */
export function createChildrenRecord(container: DocumentRow, workspace: OpenWorkspace, core: CoreContext): ChildrenRecord {
  const seen = new Set<string>()
  const failures: ChildEvent[] = []
  const root = workspace.documents.rootOf(container.id)
  let below = workspace.documents.countBelow(root)
  return {
    take(event) {
      seen.add(event.name)
      const known = workspace.documents.childOf(container.id, event.name)
      if (!known && ++below > maxBelow) {
        failures.push({ ...event, code: 'DOCUMENT_TOO_LARGE', message: `More than ${maxBelow} documents lie in it.` })
        return
      }
      if (event.code) failures.push(event)
      const id = workspace.db.transaction(() => keepChild(known, event, { container, siblings: seen.size }, workspace, core))()
      announceDocument(workspace, id, core)
      core.work()
    },
    finish() {
      const gone = workspace.documents.childrenOf(container.id).filter((row) => !seen.has(row.wanted_name))
      if (gone.length > 0) removeDocuments(gone, workspace, core)
      return failures
    },
  }
}

function keepChild(
  known: DocumentRow | undefined,
  event: ChildEvent,
  { container, siblings }: { container: DocumentRow; siblings: number },
  workspace: OpenWorkspace,
  core: CoreContext,
): string {
  const watchers = workspace.jobs.watchersOf(container.id)
  const id = known?.id ?? insertChild(event, container, workspace, core)
  for (const job of watchers) workspace.jobs.track(job, id)
  const row = workspace.documents.get(id) as DocumentRow
  if (event.code) {
    if (row.digest === null)
      workspace.documents.update(id, { status: 'failed', code: event.code as DocumentErrorCode, message: event.message ?? null })
    return id
  }
  const unchanged = row.sha256 === event.sha256
  if (unchanged && (row.digest !== null || row.status === 'needs-password')) return id
  if (!unchanged) replaceContent(row, event, workspace)
  const parent = watchers[0]
  if (parent) enqueueIngest(workspace.documents.get(id) as DocumentRow, { parent, siblings }, workspace, core)
  return id
}

function insertChild(event: ChildEvent, container: DocumentRow, workspace: OpenWorkspace, core: CoreContext): string {
  const id = core.newId()
  const wanted = `${container.name}/${event.name}`
  workspace.documents.insert({
    id,
    name: freeName(wanted, (name) => workspace.documents.find(name) !== undefined),
    wanted_name: event.name,
    origin: null,
    status: event.code ? 'failed' : 'queued',
    bytes: event.bytes,
    sha256: event.sha256,
    stored: 1,
    added_at: core.now(),
    ocr: container.ocr,
    parent: container.id,
  })
  return id
}

/** New content of a child that was read before waits beside it, as that of a changed file does. */
function replaceContent(row: DocumentRow, { sha256, bytes }: ChildEvent, workspace: OpenWorkspace): void {
  workspace.documents.update(row.id, row.digest === null ? { sha256, bytes } : { next_sha256: sha256, next_bytes: bytes })
  forgetUnusedFiles([{ sha256: row.sha256, next_sha256: row.next_sha256 }], workspace)
}

/** What a container lacks, in one sentence; null where everything was taken out. */
export function missingChildren(failures: readonly Pick<ChildEvent, 'name' | 'message'>[]): string | null {
  const [first] = failures
  if (!first) return null
  const others = failures.length > 1 ? ` and ${failures.length - 1} more` : ''
  return `Could not be taken out: ${first.name}${others}${first.message ? ` (${first.message})` : ''}`
}
