import { lstatSync } from 'node:fs'
import type { OcrMode, SourceRef } from '../../contract/documents'
import { AppError } from '../../contract/errors'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import { announceDocument, announceJob } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** What the payload of an `add` job holds. */
export interface AddPayload {
  sources: SourceRef[]
  ocr: OcrMode
  /** Every source has been walked, and its documents are in the catalogue. */
  collected: boolean
  startedAt: string
  /** Watched folder whose changes are taken, instead of sources. */
  watch?: string
  /** Whether the job also names the documents of the folder that have not changed. */
  whole?: boolean
  /** Documents are read again, not added: what was removed from a container stays away. */
  again?: boolean
  /** What was asked for and is not there: told with the result, and no document is kept of it. */
  refused?: { name: string; code: string; message: string }[]
}

type AddInput = Pick<AddPayload, 'sources' | 'ocr' | 'watch' | 'whole'> & { title: string }

/** Puts an `add` job into the queue and returns its id at once. */
export function addDocuments({ title, ...input }: AddInput, workspace: OpenWorkspace, core: CoreContext): string {
  const id = core.newId()
  const payload: AddPayload = { ...input, collected: false, startedAt: core.now() }
  workspace.jobs.insert({ id, kind: 'add', title, priority: 0, payload: JSON.stringify(payload), created_at: core.now() })
  announceJob(workspace, id, core)
  core.work()
  return id
}

/**
 * Reads documents again, as one job: from the kept original where there is one, else from where they were added.
 * Throws JOB_STATE when there is nothing to read again.
 */
export function retryDocuments(
  named: DocumentRow[],
  { ocr }: { ocr?: OcrMode | undefined },
  workspace: OpenWorkspace,
  core: CoreContext,
): string {
  const rows = throughContainers(named, workspace)
  if (rows.length === 0) throw new AppError('JOB_STATE', 'Nothing to retry: no document has failed or was cancelled.')
  const id = core.newId()
  const anew = rows.filter(canBeCollected)
  const kept = rows.filter((row) => row.sha256 !== '' && !anew.includes(row))
  const sources = anew.map(sourceOf)
  const payload: AddPayload = { sources, ocr: ocr ?? 'auto', again: true, collected: sources.length === 0, startedAt: core.now() }
  const title = rows.length === 1 ? (rows[0] as DocumentRow).name : `${rows.length} documents again`
  workspace.db.transaction(() => {
    workspace.jobs.insert({ id, kind: 'add', title, priority: 0, payload: JSON.stringify(payload), created_at: core.now() })
    for (const row of kept) enqueueIngest(row, { parent: id, ...(ocr ? { ocr } : {}), siblings: kept.length }, workspace, core)
    for (const row of rows) workspace.jobs.track(id, row.id)
  })()
  for (const row of rows) announceDocument(workspace, row.id, core)
  announceJob(workspace, id, core)
  core.work()
  return id
}

/** What could not be taken out of its container is looked for there again. */
function throughContainers(rows: readonly DocumentRow[], workspace: OpenWorkspace): DocumentRow[] {
  const readable = rows.map((row) => (row.sha256 === '' && row.parent !== null ? (workspace.documents.get(row.parent) ?? row) : row))
  return [...new Map(readable.map((row) => [row.id, row])).values()]
}

/** What failed or was cancelled is taken anew from where it was added, so that a corrected file is seen; never through a link. */
function canBeCollected(row: DocumentRow): boolean {
  if (!row.origin || (row.status !== 'failed' && row.status !== 'cancelled')) return false
  return isAddress(row.origin) || isOrdinaryFile(row.origin)
}

const isAddress = (origin: string) => /^https?:\/\//.test(origin)
const isOrdinaryFile = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false

function sourceOf({ origin, wanted_language: language }: DocumentRow): SourceRef {
  const place = origin as string
  return isAddress(place) ? { kind: 'url', url: place, ...(language ? { language } : {}) } : { kind: 'path', path: place }
}

interface IngestOptions {
  parent: string
  ocr?: OcrMode
  /** How many documents come with it: a small drop goes before a huge one. */
  siblings: number
}

/** Puts the reading of one document into the queue, unless it is there already, and lets its job wait for it. */
export function enqueueIngest(
  row: DocumentRow,
  { parent, ocr, siblings }: IngestOptions,
  workspace: OpenWorkspace,
  core: CoreContext,
): void {
  workspace.jobs.track(parent, row.id)
  const active = workspace.jobs.activeIngest(row.id)
  if (active) {
    if (active.state === 'paused' || workspace.jobs.get(active.parent ?? '')?.state === 'paused')
      workspace.jobs.update(active.id, { parent })
    return
  }
  workspace.documents.update(row.id, { status: 'queued', code: null, message: null, ...(ocr ? { ocr } : {}) })
  workspace.jobs.insert({
    id: core.newId(),
    kind: 'ingest',
    title: row.name,
    parent,
    document: row.id,
    priority: priorityOf(siblings),
    payload: JSON.stringify({ bytes: row.next_bytes ?? row.bytes }),
    created_at: core.now(),
  })
}

function priorityOf(siblings: number): number {
  if (siblings <= 20) return 10
  return siblings <= 500 ? 20 : 30
}
