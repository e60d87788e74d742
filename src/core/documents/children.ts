import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentErrorCode } from '../../contract/errors'
import type { IngestEvent } from '../../contract/worker'
import type { DocumentRow } from '../catalog/documentRows'
import { withoutSync } from '../catalog/openDatabase'
import type { CoreContext } from '../context'
import { announceDocument } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { enqueueIngest } from './add'
import { belowRoot } from './belowRoot'
import { freeName } from './names'
import { removeDocuments } from './removeRunner'
import { forgetUnusedFiles } from './storedFiles'

type ChildEvent = Extract<IngestEvent, { type: 'child' }>

/** The documents found inside a container while it is read. */
export interface ChildrenRecord {
  take(event: ChildEvent): void
  /** How many were found so far. */
  count(): number
  /** Removes the children of an earlier version that are no longer there. Returns what could not be taken out. */
  finish(): ChildEvent[]
  /** Forgets what lies in the staging folder and was not told of. */
  close(): void
}

/** Makes a document of everything that is taken out of a container, the same one each time, and lets the same jobs wait for it. */
export function createChildrenRecord(container: DocumentRow, workspace: OpenWorkspace, core: CoreContext): ChildrenRecord {
  const seen = new Set<string>()
  const failures: ChildEvent[] = []
  const below = belowRoot(container, workspace)
  return {
    take(event) {
      // Removed while it was read: what comes out of it is nobody's.
      if (!workspace.db.open || !workspace.documents.get(container.id)) return
      // What the reader removed stays away until the container is added again.
      if (workspace.documents.isKeptAway(container.id, event.name)) return discardStaged(container, event, workspace)
      seen.add(event.name)
      const known = workspace.documents.childOf(container.id, event.name)
      const excess = known?.sha256 === event.sha256 ? null : below.excess(event)
      const judged = excess === null ? event : { ...event, code: 'DOCUMENT_TOO_LARGE', message: excess }
      if (judged.code && !isRead(known, container)) failures.push(judged)
      if (excess !== null) return discardStaged(container, event, workspace)
      // The end of the container's reading is waited for; a crash before it makes all of this anew.
      let id = ''
      withoutSync(workspace.db, () => {
        id = workspace.db.transaction(() => keepChild(known, event, { container, siblings: seen.size }, workspace, core))()
      })
      if (!event.code) fetchStaged(container, event, workspace)
      announceDocument(workspace, id, core)
      core.work()
    },
    count: () => seen.size,
    finish() {
      const gone = workspace.documents.childrenOf(container.id).filter((row) => !seen.has(row.wanted_name))
      if (gone.length > 0) removeDocuments(gone, workspace, core)
      return failures
    },
    close() {
      if (!existsSync(workspace.paths.staging)) return
      for (const name of readdirSync(workspace.paths.staging))
        if (name.startsWith(`${container.id}.`) && name.endsWith('.child')) rmSync(join(workspace.paths.staging, name), { force: true })
    },
  }
}

/** Whether a child is there from an earlier reading of the very same container, taken out with its password. */
function isRead(known: DocumentRow | undefined, container: DocumentRow): boolean {
  return known !== undefined && known.digest !== null && container.next_sha256 === null
}

/** Takes the bytes of a child out of the staging folder, unless they are among the originals already. */
function fetchStaged(container: DocumentRow, event: ChildEvent, workspace: OpenWorkspace): void {
  const staged = stagedPath(container, event, workspace)
  const original = join(workspace.paths.sources, event.sha256)
  if (statSync(original, { throwIfNoEntry: false })?.size === event.bytes) rmSync(staged, { force: true })
  else renameSync(staged, original)
}

function discardStaged(container: DocumentRow, event: ChildEvent, workspace: OpenWorkspace): void {
  if (event.sha256 !== '') rmSync(stagedPath(container, event, workspace), { force: true })
}

function stagedPath({ id }: DocumentRow, { sha256 }: ChildEvent, { paths }: OpenWorkspace): string {
  return join(paths.staging, `${id}.${sha256}.child`)
}

interface Keeping {
  container: DocumentRow
  siblings: number
}

function keepChild(
  known: DocumentRow | undefined,
  event: ChildEvent,
  { container, siblings }: Keeping,
  workspace: OpenWorkspace,
  core: CoreContext,
): string {
  const watchers = workspace.jobs.watchersOf(container.id)
  const id = known?.id ?? insertChild(event, container, workspace, core)
  for (const job of watchers) workspace.jobs.track(job, id)
  const row = workspace.documents.get(id) as DocumentRow
  if (event.code) {
    if (row.digest === null) workspace.documents.update(id, refusal(event))
    return id
  }
  const unchanged = row.sha256 === event.sha256
  if (unchanged && (row.digest !== null || row.status === 'needs-password')) return id
  if (!unchanged) replaceContent(row, event, workspace)
  const parent = watchers[0]
  if (parent) enqueueIngest(workspace.documents.get(id) as DocumentRow, { parent, siblings }, workspace, core)
  // Nobody waits for the container any more, so nobody would ever read this.
  else if (row.digest === null) workspace.documents.update(id, { status: 'cancelled' })
  return id
}

/** What becomes of a child that could not be taken out: where a password is missing, it asks for that. */
function refusal({ code, message }: ChildEvent): Pick<DocumentRow, 'status' | 'code' | 'message'> {
  if (code === 'DOCUMENT_PASSWORD') return { status: 'needs-password', code: null, message: message ?? null }
  return { status: 'failed', code: code as DocumentErrorCode, message: message ?? null }
}

function insertChild(event: ChildEvent, container: DocumentRow, workspace: OpenWorkspace, core: CoreContext): string {
  const id = core.newId()
  const wanted = `${container.name}/${event.name}`
  workspace.documents.insert({
    id,
    name: freeName(wanted, (name) => workspace.documents.find(name) !== undefined),
    wanted_name: event.name,
    origin: null,
    status: event.code ? refusal(event).status : 'queued',
    bytes: event.bytes,
    sha256: event.sha256,
    stored: 1,
    added_at: core.now(),
    ocr: container.ocr,
    parent: container.id,
    picture: event.picture ? 1 : 0,
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
