import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { finalStatuses } from '../../contract/documents'
import { AppError } from '../../contract/errors'
import { underWay, type WorkspaceProblem } from '../../contract/workspaces'
import type { IndexedDocument } from '../../contract/worker'
import { openPageFile } from '../../engine/answer/pages'
import { hashFile } from '../archives/hashFile'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from './openWorkspaces'

/** Something that does not hold; `mendable`: reading the document again from its original, dropping it, or new indices mend it. */
export interface Problem extends WorkspaceProblem {
  mendable: boolean
}

/** Code of kept counters that are not what they count; counting anew mends them. */
export const countersWrong = 'COUNTERS_WRONG'

/** Documents under way are named one by one up to this many. */
const namedUnderWay = 100

/** Checks catalogue, index, pages and originals against each other. Throws CANCELLED. */
export async function checkWorkspace(workspace: OpenWorkspace, core: CoreContext, signal: AbortSignal): Promise<Problem[]> {
  const index = await core.indexWorker.call((worker) => worker.verify({ index: workspace.paths.index, embedder: workspace.embedder }))
  const rows = workspace.documents.all()
  // An index that cannot be read says nothing of single documents.
  const isReadable = !index.problems.some((problem) => problem.code === 'INDEX_DAMAGED' && problem.document === undefined)
  const problems: Problem[] = [
    ...checkCatalogue(workspace),
    ...index.problems.map((problem) => ({ ...problem, mendable: problem.document !== undefined || problem.code === 'INDEX_SEARCH' })),
    ...(isReadable ? checkIndex(rows, new Map(index.documents.map((one) => [one.document, one])), workspace) : []),
    ...checkLeftovers(rows, workspace),
  ]
  for (const row of rows) {
    if (signal.aborted) throw new AppError('CANCELLED', 'The check was cancelled.')
    problems.push(...(await checkDocument(row, workspace)))
  }
  return [...problems, ...checkUnderWay(rows, workspace)]
}

/** What is being added, read or removed is no damage, but nothing can be said of it yet. */
function checkUnderWay(rows: DocumentRow[], workspace: OpenWorkspace): Problem[] {
  const problem = (message: string, document?: string): Problem => ({
    code: underWay,
    message: `${message} Verify again when that has ended.`,
    ...(document ? { document } : {}),
    mendable: false,
  })
  const reading = rows.filter((row) => workspace.jobs.activeIngest(row.id))
  const more = reading.length - namedUnderWay
  return [
    ...reading.slice(0, namedUnderWay).map((row) => problem(`${row.name} was not checked: it is being read (${row.status}).`, row.id)),
    ...(more > 0 ? [problem(`${more} more documents were not checked: they are being read.`)] : []),
    ...(workspace.jobs.unfinishedOf(['add']) > 0 && reading.length === 0 ? [problem('Documents are still being added.')] : []),
    ...(workspace.jobs.unfinishedOf(['remove']) > 0 ? [problem('Documents are still being removed.')] : []),
  ]
}

function checkCatalogue(workspace: OpenWorkspace): Problem[] {
  const lines = workspace.db.pragma('integrity_check') as { integrity_check: string }[]
  const broken = lines.map((line) => line.integrity_check).filter((line) => line !== 'ok')
  const dangling = workspace.db.pragma('foreign_key_check') as unknown[]
  return [
    ...broken.map((line) => ({ code: 'CATALOGUE_DAMAGED', message: `The catalogue is damaged: ${line}`, mendable: false })),
    ...(dangling.length > 0
      ? [{ code: 'CATALOGUE_DAMAGED', message: `${dangling.length} rows of the catalogue belong to nothing.`, mendable: false }]
      : []),
    ...workspace.activity.drift().map((status) => ({
      code: countersWrong,
      message: `The kept counters of documents that are “${status}” are not what the catalogue holds.`,
      mendable: true,
    })),
  ]
}

function checkIndex(rows: DocumentRow[], indexed: Map<string, IndexedDocument>, workspace: OpenWorkspace): Problem[] {
  const problems: Problem[] = []
  const known = new Set(rows.map((row) => row.id))
  for (const row of rows) {
    if (row.digest === null || workspace.jobs.activeIngest(row.id)) continue
    const found = indexed.get(row.id)
    if ((found?.passages ?? 0) !== row.passages) {
      problems.push(
        about(row, 'PASSAGES_MISSING', `${row.name} has ${row.passages} passages, and the index holds ${found?.passages ?? 0}.`),
      )
    } else if (found && found.digest !== row.digest) {
      problems.push(about(row, 'PASSAGES_CHANGED', `The passages of ${row.name} in the index are not the ones that were written.`))
    }
  }
  for (const one of indexed.values()) {
    const row = rows.find((candidate) => candidate.id === one.document)
    if (known.has(one.document) && (row?.digest !== null || workspace.jobs.activeIngest(one.document))) continue
    problems.push({
      code: 'PASSAGES_ORPHANED',
      message: `The index holds ${one.passages} passages of a document that is not ready.`,
      document: one.document,
      mendable: true,
    })
  }
  return problems
}

async function checkDocument(row: DocumentRow, workspace: OpenWorkspace): Promise<Problem[]> {
  const problems: Problem[] = []
  if (!finalStatuses.includes(row.status) && !workspace.jobs.activeIngest(row.id)) {
    problems.push(about(row, 'DOCUMENT_UNFINISHED', `${row.name} is “${row.status}”, and no job works on it.`))
  }
  if (row.digest === null) return problems
  if (row.stored && (await hashFile(join(workspace.paths.sources, row.sha256))) !== row.sha256) {
    problems.push({
      ...about(row, 'SOURCE_DAMAGED', `The kept original of ${row.name} is missing or damaged. Add the file again.`),
      mendable: false,
    })
  }
  problems.push(...(await checkPages(row, workspace)))
  return problems
}

async function checkPages(row: DocumentRow, workspace: OpenWorkspace): Promise<Problem[]> {
  try {
    const file = await openPageFile(join(workspace.paths.pages, row.pages_key ?? ''))
    try {
      if (file.pages.length !== row.pages)
        return [about(row, 'PAGES_MISSING', `${row.name} has ${row.pages} pages, and ${file.pages.length} are kept.`)]
      for (const page of file.pages) await file.read(page)
      return []
    } finally {
      await file.close()
    }
  } catch {
    return [about(row, 'PAGES_DAMAGED', `The kept pages of ${row.name} are missing or damaged.`)]
  }
}

function checkLeftovers(rows: DocumentRow[], workspace: OpenWorkspace): Problem[] {
  const needed = new Set(rows.flatMap((row) => [row.sha256, row.next_sha256 ?? '']))
  const idle = workspace.jobs.unfinishedOf(['add', 'ingest', 'remove', 'learn', 'reindex']) === 0
  if (!idle) return []
  const sources = readdirSync(workspace.paths.sources).filter((name) => !needed.has(name))
  const staging = existsSync(workspace.paths.staging) ? readdirSync(workspace.paths.staging) : []
  return [...sources, ...staging].map((name) => ({
    code: 'FILE_LEFT_BEHIND',
    message: `The file ${name} belongs to no document.`,
    mendable: false,
  }))
}

function about(row: DocumentRow, code: string, message: string): Problem {
  return { code, message, document: row.id, mendable: true }
}
