import { isAppError } from '../../contract/errors'
import type { IngestInput, PageState } from '../../contract/worker'
import type { OpenDocument, PageReading } from '../format'
import { plainPage } from '../page'
import type { KeptPage } from './pageFile'
import { isDoubtful, isWorse, wasMistaken } from './ocr/garbled'
import { mergeRecognised, replaceByRecognised, saysElse } from './ocr/merge'
import { recognise } from './recognise'
import { rasterDpi, recognisePictures } from './recognisePictures'

export interface ExtractContext {
  signal: AbortSignal
  /** Called while recognition goes on. */
  alive?: () => void
  /** A user's own language data: absolute path by Tesseract's code. */
  languages?: IngestInput['languages']
  /** Pages that may be recognised beside each other. */
  threads?: IngestInput['threads']
}

/** A page as it was read, or what has to be recognised before it is. */
export type Extraction = { page: KeptPage; wanted?: undefined } | { page?: undefined; wanted: Wanted }

/** What has to be recognised: a whole page, or the pictures on one that says enough itself. */
export interface Wanted {
  reading: PageReading
  what: 'page' | 'pictures'
}

/** Why a page that is a picture has no text where nobody asked to recognise it. */
export const switchedOff = 'It is a picture without text, and recognition (OCR) was switched off: retry with OCR.'

/** Failures of the machine or of the whole document: the next page would only repeat them. */
const wholeDocument = new Set(['DISK_FULL', 'DOCUMENT_TOO_LARGE', 'DOCUMENT_PASSWORD', 'FILE_MISSING', 'FILE_PERMISSION', 'READER_MEMORY'])

/** Reads one page; one that fails is a failed page with the reason. Comes back with a reading where the page wants recognition. */
export async function extractPage(
  document: OpenDocument,
  number: number,
  ocr: IngestInput['ocr'],
  { signal }: ExtractContext,
): Promise<Extraction> {
  return attempt<Extraction>(number, signal, async () => {
    const reading = await document.read(number, { signal })
    const canOcr = document.raster !== undefined && !reading.blank
    const isWanted = canOcr && (ocr === 'force' || (ocr === 'auto' && (reading.needsOcr || (await isDoubtful(reading, document)))))
    if (isWanted) return { wanted: { reading, what: 'page' } }
    if (canOcr && ocr === 'auto' && reading.pictures) return { wanted: { reading, what: 'pictures' } }
    if (canOcr && reading.needsOcr) return { page: { ...reading.page, state: 'failed', message: switchedOff } }
    return { page: { ...reading.page, state: stateOf(reading.page.text, 'read') } }
  })
}

/** Recognises what is wanted of a page; it fails as a failed page with the reason. */
export async function recogniseWanted(
  document: OpenDocument,
  { reading, what }: Wanted,
  ocr: IngestInput['ocr'],
  context: ExtractContext,
): Promise<KeptPage> {
  const { page } = reading.page
  const { page: kept } = await attempt(page, context.signal, async (): Promise<{ page: KeptPage }> => {
    return {
      page: await (what === 'page' ? recognisePage(document, reading, ocr, context) : recognisePictures(document, reading, context)),
    }
  })
  // What the document says of itself stands on its first page, whoever has read that.
  return reading.page.published ? { ...kept, published: reading.page.published } : kept
}

/**
 * Recognises a page from its look. What it reads is added where the page has no text of its own; with `force` it replaces that text,
 * unless it finds less than half of it.
 */
async function recognisePage(
  document: OpenDocument,
  { page, needsOcr, layered }: PageReading,
  ocr: IngestInput['ocr'],
  { signal, alive, languages, threads }: ExtractContext,
): Promise<KeptPage> {
  const draw = (times: number) => document.raster!(page.page, rasterDpi * times)
  const seen = await recognise(await draw(1), { signal, alive, document, languages, threads, finer: draw }).catch((error: unknown) => {
    // What the page says itself stays read, whatever becomes of its pictures.
    if (signal.aborted || letters(page.text) === 0) throw error
    return null
  })
  if (!seen) return { ...page, state: 'read' }
  const replace = ocr === 'force' && letters(seen.text) > 0 && letters(seen.text) >= letters(page.text) / 2
  const isOther = layered === true && (saysElse(page, seen) || isWorse(page, seen))
  const read = replace || isOther ? replaceByRecognised(page, seen) : mergeRecognised(page, seen)
  if (ocr === 'auto' && !needsOcr && read.source !== 'ocr') {
    wasMistaken(document)
    return { ...page, state: 'read' }
  }
  return { ...read, state: stateOf(read.text, read.source === 'text' ? 'read' : 'recognised') }
}

async function attempt<T extends Extraction>(number: number, signal: AbortSignal, read: () => Promise<T>): Promise<T | { page: KeptPage }> {
  try {
    signal.throwIfAborted()
    return await read()
  } catch (error) {
    signal.throwIfAborted()
    if (isAppError(error) && wholeDocument.has(error.code)) throw error
    const code = isAppError(error) ? { code: error.code } : {}
    return { page: { ...plainPage(number, '', []), state: 'failed', ...code, message: reasonOf(error) } }
  }
}

/** Why a page failed; a reader may quote the whole of what it could not read. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.length <= 2_000 ? message : `${message.slice(0, 2_000)}…`
}

function stateOf(text: string, state: PageState): PageState {
  return text.trim() === '' ? 'empty' : state
}

function letters(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
}
