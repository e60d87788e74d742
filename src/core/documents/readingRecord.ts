import type { IngestEvent } from '../../contract/worker'
import type { DocumentRow, PageStateRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import { announceDocument, announceJob } from '../jobs/announce'
import type { DocumentStatus } from '../../contract/documents'
import { withoutSync } from '../catalog/openDatabase'
import { hasManyPages } from '../jobs/pickJob'
import type { LiveDocument } from '../jobs/progress'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** What one reading of a document has given so far: kept page by page, told ten times a second. */
export interface ReadingRecord {
  stage(stage: DocumentStatus, done: number, total: number): void
  take(event: Exclude<IngestEvent, { type: 'done' | 'child' }>): void
  pages(): number
  /** Pages finished in this run, not taken over from an earlier one. */
  newPages(): number
  /** Writes what is still in memory and gives the state of every page. */
  finish(): PageStateRow[]
  close(): void
}

/** Page states are written this often at the latest; after a power cut the pages themselves are there, and told anew. */
const flushMs = 250

export function createReadingRecord(row: DocumentRow, workspace: OpenWorkspace, core: CoreContext): ReadingRecord {
  const watchers = workspace.jobs.watchersOf(row.id)
  const replacing = row.digest !== null
  // Pages of an earlier run are told anew one by one; until then the reader of the tray need not see them go.
  const kept = replacing ? 0 : workspace.documents.pagesKept(row.id)
  const states = new Map<number, PageStateRow>()
  let unwritten: PageStateRow[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  let pages = 0
  let fresh = 0
  let unnoted: Partial<DocumentRow> = {}
  const live = opening(row, kept)
  core.board.set(workspace.id, live)

  const tell = () => {
    announceDocument(workspace, row.id, core)
    for (const watcher of watchers) announceJob(workspace, watcher, core)
  }
  const flush = () => {
    timer = null
    if (replacing || !workspace.db.open) return
    try {
      withoutSync(workspace.db, () => {
        if (Object.keys(unnoted).length > 0) workspace.documents.update(row.id, unnoted)
        if (unwritten.length > 0) workspace.documents.writePages(row.id, unwritten)
      })
    } catch (error) {
      // As on a full disk: the end of the reading is noted with all of it, or fails where it is told.
      return core.log('what was read so far could not be noted', { document: row.id, error })
    }
    unnoted = {}
    unwritten = []
  }
  const later = () => {
    timer ??= setTimeout(flush, flushMs)
  }
  const note = (values: Partial<DocumentRow>) => {
    unnoted = { ...unnoted, ...values }
    later()
  }
  const stage = (next: DocumentStatus, done: number, total: number) => {
    Object.assign(live, { stage: next, done, total, heardAt: performance.now() })
    tell()
  }
  const page = (event: Extract<IngestEvent, { type: 'page' }>) => {
    const state = { page: event.page, state: event.state, confidence: event.confidence ?? null, message: event.message ?? null }
    states.set(event.page, state)
    unwritten.push(state)
    later()
    Object.assign(live, {
      pagesDone: Math.max(states.size, Math.min(kept, pages)),
      done: states.size,
      total: pages,
      heardAt: performance.now(),
    })
    if (!event.resumed) {
      fresh += 1
      core.board.pageDone(watchers)
    }
    tell()
  }

  return {
    stage,
    pages: () => pages,
    newPages: () => fresh,
    take: (event) => {
      if (event.type === 'identified') note({ format: event.format, media_type: event.mediaType })
      else if (event.type === 'stage') stage(event.stage, event.done, event.total)
      else if (event.type === 'page') page(event)
      else if (event.type === 'opening') stage('extracting', 0, 0)
      else {
        pages = event.pages
        live.pages = pages
        live.total = pages
        note({ pages })
        // A short document that waits may now be read beside it.
        if (hasManyPages(pages)) {
          flush()
          core.work()
        }
      }
    },
    finish: () => {
      if (timer) clearTimeout(timer)
      timer = null
      const all = [...states.values()].sort((a, b) => a.page - b.page)
      workspace.db.transaction(() => {
        if (Object.keys(unnoted).length > 0) workspace.documents.update(row.id, unnoted)
        workspace.documents.clearPages(row.id)
        workspace.documents.writePages(row.id, all)
      })()
      unnoted = {}
      unwritten = []
      return all
    },
    close: () => {
      if (timer) clearTimeout(timer)
      flush()
    },
  }
}

/** A document before its first word from the reader. */
function opening(row: DocumentRow, pagesDone: number): LiveDocument {
  return {
    document: row.id,
    name: row.name,
    stage: 'extracting',
    done: 0,
    total: 0,
    pagesDone,
    pages: null,
    heardAt: performance.now(),
  }
}
