import type { IngestEvent, IngestInput } from '../../contract/worker'
import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenDocument, OpenInput } from '../format'
import { extractPage } from './extract'
import { finishPages } from './finishPages'
import { oneAtATime } from './oneAtATime'
import { appendPages, openPageFile, type KeptPage, type PageEntry, type PageWriter } from './pageFile'
import { seedPages, type PagePaths } from './pagePaths'
import { type Recognition, recognised, startRecognising } from './recognitions'
import { whileWorking } from './whileWorking'

export interface ReadInput {
  input: IngestInput
  head: FileHead
  format: Format
  paths: PagePaths
}

/** Most pages of one document; a damaged page tree can claim billions. */
const maxPages = 100_000

/**
 * Leaves the finished page file of a document at `paths.final`, reading only the pages that no earlier attempt has read.
 * Throws what opening the document throws; pages that fail are told as failed pages.
 */
export async function* readPages(
  { input, head, format, paths }: ReadInput,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<IngestEvent> {
  if (await seedPages(paths)) return yield* finishedPages(paths.final)
  const document = oneAtATime(yield* opening({ input, head, format }, { signal }))
  const kept = await appendPages(paths.partial, { compress: false })
  const underWay: Recognition[] = []
  const stop = new AbortController()
  const whole = AbortSignal.any([signal, stop.signal])
  try {
    const total = document.pages
    if (total > maxPages) throw new AppError('DOCUMENT_TOO_LARGE', `The document claims ${total} pages; ${maxPages} can be read: split it.`)
    yield { type: 'opened', pages: total }
    for (let number = 1; number <= total; number++) {
      const before = kept.entries.get(number)
      if (before) {
        yield { ...pageEvent(before), resumed: true }
        continue
      }
      signal.throwIfAborted()
      yield { type: 'stage', stage: 'extracting', done: kept.entries.size, total }
      const { page, wanted } = await extractPage(document, number, input.ocr, { signal })
      if (page) yield* keep(page, kept)
      else underWay.push(startRecognising(document, wanted, input, whole))
      if (underWay.length > ahead(input)) yield* keep(yield* recognised(underWay, { done: kept.entries.size, total }), kept)
    }
    while (underWay.length > 0) yield* keep(yield* recognised(underWay, { done: kept.entries.size, total }), kept)
  } finally {
    stop.abort()
    await Promise.allSettled(underWay.map(({ page }) => page))
    await kept.close()
    await document.close()
  }
  yield* finishPages(paths, { signal })
}

/** Pages that are drawn and cleaned while others are recognised: one more than there are threads, so that none of them waits. */
function ahead({ threads = 1 }: IngestInput): number {
  return threads
}

async function* keep(page: KeptPage, kept: PageWriter): AsyncGenerator<IngestEvent> {
  await kept.append(page)
  yield pageEvent(page)
}

/** Looks that a reader lives, while it opens. */
const lookMs = 500

/**
 * Opens a document, telling so again and again: a workbook of many rows takes longer than a reader may be silent. A reader that is lost in
 * a computation looks at no clock either, so it stays silent and is ended.
 */
async function* opening(
  { input, head, format }: Omit<ReadInput, 'paths'>,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<IngestEvent, OpenDocument> {
  const work = whileWorking((alive) => {
    const looking = setInterval(alive, lookMs)
    return format.open(openInput(input, head), { signal }).finally(() => clearInterval(looking))
  })
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) return step.value
    yield { type: 'opening' }
  }
}

/** What a format is given to open a document. */
export function openInput({ file, password }: Pick<IngestInput, 'file' | 'password'>, head: FileHead): OpenInput {
  return { path: file, head, ...(password === undefined ? {} : { password }) }
}

/** The events of a document whose pages were read before, under this or another name. */
async function* finishedPages(path: string): AsyncGenerator<IngestEvent> {
  const file = await openPageFile(path)
  await file.close()
  yield { type: 'opened', pages: file.pages.length }
  for (const entry of file.entries.values()) yield { ...pageEvent(entry), resumed: true }
}

function pageEvent({ page, state, confidence, message }: KeptPage | PageEntry): Extract<IngestEvent, { type: 'page' }> {
  return { type: 'page', page, state, ...(confidence === undefined ? {} : { confidence }), ...(message ? { message } : {}) }
}
