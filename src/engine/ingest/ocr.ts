import type { Raster } from '../format'
import { type Rectangle, writeLayout } from '../layout'
import { flattenWords, wordsOf } from '../page'
import { confidencesOf, toBlocks } from './ocr/blocks'
import type { EngineLimits } from './ocr/engine'
import { createEnginePool, type EnginePool } from './ocr/enginePool'
import { isBlank } from './ocr/ink'
import { languageDataOf } from './ocr/languageData'
import { joinBroken, meanConfidence, withoutGarbage } from './ocr/lines'
import { type Memory, type Reading, readSheet, type Task } from './ocr/readSheet'
import { rescue } from './ocr/rescue'
import { prepareSheet, type Sheet } from './ocr/sheet'

import type { Recognised } from './ocr/merge'

export interface RecogniseContext {
  signal?: AbortSignal
  /** Called again and again while a page is read, with the share done, 0 to 1; starts over where it is read once more. */
  progress?: (share: number) => void
  /** The document the page is of: its pages are read in the languages of those before. */
  document?: object
  /** A user's own language data: absolute path by Tesseract's code, gzipped or plain. It goes before what is on board. */
  languages?: Readonly<Record<string, string>>
  /** Pages that may be read beside each other, by a thread each; 1 where nothing is said. */
  threads?: number
  /** It is a picture that stands on a page: little time is spent on what is no writing. */
  picture?: boolean
  /** Draws the page so many times as fine, as far as it is; asked for where letters are too small to be read well. */
  finer?: (times: number) => Promise<Raster>
}

export interface Recogniser {
  /**
   * Recognises a page, beside others as far as their `threads` allow; further calls queue up, and the first page of a document goes before
   * the others, which begin with what it told. Boxes are in points of the page as the raster shows it; confidence is undefined where
   * there is no text. Aborting throws the signal's reason.
   * Throws DOCUMENT_NO_TEXT where there is writing in a script that there is no data for, READER_TIMEOUT where a page takes too long.
   */
  recognise(raster: Raster, context?: RecogniseContext): Promise<Recognised>
  close(): Promise<void>
}

/** Makes a recogniser for the languages on board and those a page comes with; its engine starts with the first page. */
export async function createRecogniser({ limits }: { limits?: EngineLimits } = {}): Promise<Recogniser> {
  const engines = createEnginePool(limits)
  const memories = new WeakMap<object, DocumentMemory>()
  return {
    async recognise(raster, context = {}) {
      const memory = (context.document && memories.get(context.document)) ?? { told: {} }
      if (context.document) memories.set(context.document, memory)
      const before = memory.first
      const reading = recognisePage(raster, engines, { memory: memory.told, before }, context)
      memory.first ??= reading.catch(() => undefined)
      return reading
    },
    close: () => engines.stop(),
  }
}

interface DocumentMemory {
  told: Memory
  /** The reading of the first page that came. */
  first?: Promise<unknown>
}

async function recognisePage(
  raster: Raster,
  engines: EnginePool,
  { memory, before }: { memory: Memory; before?: Promise<unknown> | undefined },
  { signal, progress, languages, threads = 1, picture, finer }: RecogniseContext,
): Promise<Recognised> {
  signal?.throwIfAborted()
  const sheet = picture ? await pictureSheet(raster, finer) : await fineEnough(await prepareSheet(raster), finer)
  if (isBlank(sheet.ink)) return { text: '', blocks: [], words: [], confidences: [] }
  await before
  return engines.use(threads, async (engine) => {
    const data = languageDataOf(languages, engines.setAside)
    return readPrepared({ sheet, engine, data, memory, picture, signal, progress })
  })
}

async function readPrepared(task: Task): Promise<Recognised> {
  const reading = await readSheet(task)
  const lines = await rescue(joinBroken(withoutGarbage(reading.lines)), reading, task)
  // Rows, tables and headings are found where lines run across; on the page as it lies they may run down.
  const blocks = toBlocks(lines, reading.page.raster.scale)
  const layout = writeLayout(blocks)
  const words = flattenWords(wordsOf(layout).map((word) => ({ ...word, ...asItLies(word, reading, task) })))
  const confidence = meanConfidence(lines)
  return { ...layout, words, ...(confidence === undefined ? {} : { confidence }), confidences: confidencesOf(blocks) }
}

/** Where a box of the upright page lies on the page as it came; both in points. */
function asItLies(box: Rectangle, { page }: Reading, { sheet }: Task): Rectangle {
  return times(page.back(times(box, 1 / page.raster.scale)), sheet.raster.scale)
}

function times({ x, y, width, height }: Rectangle, scale: number): Rectangle {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale }
}

/** Lower letters (pixels) are drawn anew instead of being enlarged, to this height. */
const smallLetters = 8
const goodLetters = 13

/** A picture on a page is read in as many pixels as a page has: the dots of a halftone would be drawn and enlarged as if they were letters. */
const mostInPicture = 4_000_000

async function pictureSheet(raster: Raster, finer: RecogniseContext['finer']): Promise<Sheet> {
  const most = Math.max(mostInPicture, raster.width * raster.height)
  const largest = Math.sqrt(most / (raster.width * raster.height))
  const sheet = await fineEnough(await prepareSheet(raster), finer && ((times) => finer(Math.min(times, largest))))
  return { ...sheet, most }
}

async function fineEnough(sheet: Sheet, finer: RecogniseContext['finer']): Promise<Sheet> {
  if (!finer || !sheet.letters || sheet.letters.height >= smallLetters) return sheet
  const drawn = await finer(goodLetters / sheet.letters.height)
  return drawn.width > 1.2 * sheet.raster.width ? prepareSheet(drawn) : sheet
}
