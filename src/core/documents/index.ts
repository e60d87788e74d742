import { join } from 'node:path'
import type { Contract } from '../../contract'
import { type DocumentPage, finalStatuses, type PageText } from '../../contract/documents'
import { AppError, DocumentErrorCode } from '../../contract/errors'
import { type KeptPage, openPageFile } from '../../engine/answer/pages'
import type { Handlers } from '../../rpc/handlers'
import { type DocumentRow, toDocument } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import { writeUse } from '../workspaces/noteUse'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { addDocuments, retryDocuments } from './add'
import { unlockDocument } from './passwords'
import { doubtfulWords } from './coverage'
import { cutPage } from './cutPage'
import { removeDocuments } from './removeRunner'
import { readSamples } from './samples'
import { originalOf } from './storedFiles'
import { offeredTags, tagDocuments } from './tags'

/** A document by id or name. Throws DOCUMENT_NOT_FOUND. */
export function findDocument(workspace: OpenWorkspace, ref: string): DocumentRow {
  const row = workspace.documents.find(ref)
  if (!row)
    throw new AppError('DOCUMENT_NOT_FOUND', `There is no document “${ref}” in this workspace. List its documents to see their names.`)
  return row
}

/** Documents by id or name, each once. Throws DOCUMENT_NOT_FOUND. */
function findDocuments(workspace: OpenWorkspace, refs: readonly string[]): DocumentRow[] {
  return [...new Map(refs.map((one) => findDocument(workspace, one)).map((row) => [row.id, row])).values()]
}

/** Reads pages of a document as they are kept. Throws PAGE_NOT_FOUND, what it failed with, and DOCUMENT_BUSY before anything was read. */
export async function readPages(row: DocumentRow, workspace: OpenWorkspace, pages?: readonly number[]): Promise<KeptPage[]> {
  if (row.pages_key === null) throw notReadYet(row)
  const file = await openPageFile(join(workspace.paths.pages, row.pages_key))
  try {
    const read: KeptPage[] = []
    for (const page of pages ?? file.pages) {
      if (!file.entries.has(page))
        throw new AppError(
          'PAGE_NOT_FOUND',
          `${row.name} has ${file.pages.length === 1 ? 'one page' : `${file.pages.length} pages`}; there is no page ${page}.`,
        )
      read.push(await file.read(page))
    }
    return read
  } finally {
    await file.close()
  }
}

function notReadYet(row: DocumentRow): AppError {
  const { name, status, code, message } = row
  if (status === 'failed' || status === 'needs-password') {
    const known = DocumentErrorCode.safeParse(code)
    return new AppError(
      known.success ? known.data : 'DOCUMENT_NO_TEXT',
      `There is no text of ${name}: ${message ?? 'it could not be read.'}`,
    )
  }
  if (status === 'cancelled') return new AppError('JOB_STATE', `There is no text of ${name}: reading it was cancelled. Retry it.`)
  return new AppError('DOCUMENT_BUSY', `${name} has not been read yet (${status}). Wait until it is ready.`)
}

/** A page the policy forbids is refused at once; what it leads to is judged on the way. Throws EGRESS_BLOCKED. */
function requirePage(address: string, workspace: OpenWorkspace, core: CoreContext): void {
  if (URL.canParse(address)) core.egress.check({ purpose: 'page', book: workspace.egress }, address)
}

/** The documents of the contract. */
export function createDocuments(core: CoreContext): Handlers<Contract>['documents'] {
  const view = (row: DocumentRow) => toDocument(row, core.board.live(row.id))
  const opened = (ref: { workspace: string; document: string }) => {
    const workspace = core.shelf.open(ref.workspace)
    return { workspace, row: findDocument(workspace, ref.document) }
  }
  return {
    add: async ({ workspace: ref, sources, ocr }) => {
      const workspace = core.shelf.open(ref)
      for (const source of sources) if (source.kind === 'url') requirePage(source.url, workspace, core)
      return { job: addDocuments({ sources, ocr, title: titleOf(sources) }, workspace, core) }
    },
    addSamples: async ({ workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      const { paths, questions } = await readSamples(core.options.resources)
      const sources = paths.map((path) => ({ kind: 'path' as const, path }))
      return { job: addDocuments({ sources, ocr: 'auto', title: 'Sample documents' }, workspace, core), questions }
    },
    list: async ({ workspace: ref, offset, limit }) => {
      const workspace = core.shelf.open(ref)
      writeUse(workspace, core)
      const { documents } = workspace
      return { documents: documents.list(offset, limit).map(view), total: documents.count() }
    },
    get: async (ref) => ({ document: view(opened(ref).row) }),
    text: async (ref) => {
      const { workspace, row } = opened(ref)
      const pages = await readPages(row, workspace, ref.page ? [ref.page] : undefined)
      return {
        pages: pages.map(({ page, text, source, hidden, confidence, ...more }) => ({
          page,
          text,
          source,
          ...(hidden?.length ? { hidden } : {}),
          ...(confidence === undefined ? {} : { confidence }),
          ...doubtsOf(more),
        })),
      }
    },
    page: async (ref) => {
      const { workspace, row } = opened(ref)
      const [page] = await readPages(row, workspace, [ref.page])
      const shown = cutPage(page as KeptPage, ref)
      return { ...shown, page: { ...shown.page, ...doubtsOf(shown.page) }, pages: row.pages }
    },
    picture: async ({ page, most, ...ref }) => {
      const { workspace, row } = opened(ref)
      const input = { name: row.name, file: originalOf(row, workspace), page, most }
      return core.ingestPool.use((worker) => worker.orDeath(worker.client.ingest.picture(input)))
    },
    pageStates: async (ref) => {
      const { workspace, row } = opened(ref)
      const pages = workspace.documents.pageStates(row.id).map(({ page, state, confidence, message }) => ({
        page,
        state,
        ...(confidence === null ? {} : { confidence }),
        ...(message === null ? {} : { message }),
      }))
      return { pages }
    },
    tag: async ({ workspace: ref, documents, add, remove }) => {
      const workspace = core.shelf.open(ref)
      const rows = findDocuments(workspace, documents)
      tagDocuments(rows, { add, remove }, workspace, core)
      return { documents: rows.map(({ id }) => view(findDocument(workspace, id))) }
    },
    tags: async ({ workspace }) => ({ tags: offeredTags(core.shelf.open(workspace)) }),
    remove: async ({ workspace: ref, documents }) => {
      const workspace = core.shelf.open(ref)
      const rows = findDocuments(workspace, documents)
      return { job: removeByReader(rows, workspace, core) }
    },
    retry: async ({ workspace: ref, documents, ocr }) => {
      const workspace = core.shelf.open(ref)
      const rows = documents
        ? documents.map((one) => findDocument(workspace, one))
        : workspace.documents.all().filter((row) => row.status === 'failed' || row.status === 'cancelled')
      const busy = rows.find((row) => !finalStatuses.includes(row.status))
      if (busy) throw new AppError('DOCUMENT_BUSY', `${busy.name} is being read already (${busy.status}).`)
      return { job: retryDocuments(rows, { ocr }, workspace, core) }
    },
    unlock: async ({ password, ...ref }) => {
      const { workspace, row } = opened(ref)
      return { job: unlockDocument(row, password, workspace, core) }
    },
  }
}

function doubtsOf(page: Pick<DocumentPage, 'words' | 'confidences'>): Pick<PageText, 'doubtful'> {
  const doubtful = doubtfulWords(page)
  return doubtful.length > 0 ? { doubtful } : {}
}

/** Removes documents, and notes of children of containers that they are not wanted. */
function removeByReader(rows: DocumentRow[], workspace: OpenWorkspace, core: CoreContext): string {
  for (const { parent, wanted_name: name } of rows)
    if (parent !== null && workspace.documents.get(parent)) workspace.documents.keepAway(parent, name)
  return removeDocuments(rows, workspace, core)
}

function titleOf(sources: readonly { kind: string; path?: string; name?: string; url?: string }[]): string {
  const first = sources[0]
  const name = (first?.path ?? first?.name ?? first?.url ?? '').split(/[/\\]/).filter(Boolean).at(-1) ?? 'documents'
  return sources.length === 1 ? name : `${name} and ${sources.length - 1} more`
}
