import type { Raster } from '../format'
import { around, type LayoutBlock, type LayoutLine, type Rectangle, writeLayout } from '../layout'
import type { Page } from '../page'
import { Engine } from './ocr/engine'
import { coveredShare, densestWindow, type Ink, inkOf, isBlank, sidewaysness } from './ocr/ink'
import { meanConfidence, parseTsv, type RecognisedLine, sureWords, withoutGarbage, worth } from './ocr/lines'
import { enlarge, sampleOf } from './ocr/resize'
import { type Turns, turnBack, turnRaster, unstraighten } from './ocr/turns'

export { mergeRecognised } from './ocr/merge'

/** The text of a raster, its boxes in points of the page as the raster shows it; confidence 0 to 100, undefined where there is no text. */
export type Recognised = Pick<Page, 'text' | 'blocks' | 'words' | 'confidence'>

export interface RecogniseContext {
  signal?: AbortSignal
  /** Called with the share done, 0 to 1; starts over where a page is tried the other way round. */
  progress?: (share: number) => void
}

export interface Recogniser {
  /** Recognises one page at a time; calls queue up. Aborting throws the signal's reason. */
  recognise(raster: Raster, context?: RecogniseContext): Promise<Recognised>
  close(): Promise<void>
}

/** Below this many pixels an inch letters are too small for the engine; twice as large they are read five times better. */
const leastDpi = 150
/** A reading less sure than this, or of less of the ink, is tried the other ways round. */
const poorConfidence = 60
const poorCover = 0.3
/** Lines that run down the page make the profile across it this much rougher. */
const sideways = 1.5

/** Starts an OCR engine for the languages given (Tesseract's three-letter codes whose data packages are installed; default English). */
export async function createRecogniser({ languages = ['eng'] }: { languages?: string[] } = {}): Promise<Recogniser> {
  const engine = new Engine(languages)
  let last: Promise<unknown> = Promise.resolve()
  return {
    recognise(raster, context = {}) {
      const next = last.then(() => recognisePage(engine, raster, context))
      last = next.catch(() => undefined)
      return next
    },
    close: () => engine.close(),
  }
}

interface Reading {
  lines: RecognisedLine[]
  turns: Turns
}

async function recognisePage(engine: Engine, raster: Raster, context: RecogniseContext): Promise<Recognised> {
  const ink = inkOf(raster)
  if (isBlank(ink)) return { text: '', blocks: [], words: [] }
  const lying = sidewaysness(ink) > sideways
  const first = lying ? await findTurns(engine, raster, ink, [1, 3, 0, 2], context) : 0
  let best = await readTurned(engine, raster, first, context)
  if (!lying && isPoor(best, ink)) {
    const turns = await findTurns(engine, raster, ink, [2, 1, 3, 0], context)
    const other = turns === 0 ? best : await readTurned(engine, raster, turns, context)
    if (worth(other.lines) > worth(best.lines)) best = other
  }
  const confidence = meanConfidence(best.lines)
  return { ...writeLayout(toBlocks(best.lines, raster.scale)), ...(confidence === undefined ? {} : { confidence }) }
}

/** Reads a raster turned clockwise; boxes come back in pixels of the raster as it was. */
async function readTurned(engine: Engine, raster: Raster, turns: Turns, { signal, progress }: RecogniseContext): Promise<Reading> {
  const turned = turnRaster(raster, turns)
  const enlarged = turned.dpi < leastDpi ? await enlarge(turned) : turned
  const factor = enlarged.width / turned.width
  const { tsv, radians } = await engine.run(enlarged, { straighten: true, signal, progress })
  const lines = withoutGarbage(parseTsv(tsv))
  for (const word of lines.flatMap((line) => line.words)) {
    const box = unstraighten(word, radians, enlarged.width, enlarged.height)
    const small = { x: box.x / factor, y: box.y / factor, width: box.width / factor, height: box.height / factor }
    Object.assign(word, turnBack(small, turns, raster.width, raster.height))
  }
  return { lines, turns }
}

/** Tries a piece of the page each way round and gives the way that reads best. */
async function findTurns(engine: Engine, raster: Raster, ink: Ink, order: readonly Turns[], { signal }: RecogniseContext): Promise<Turns> {
  const sample = await sampleOf(raster, densestWindow(ink))
  let best: { turns: Turns; worth: number } = { turns: 0, worth: 0 }
  for (const turns of order) {
    const { tsv } = await engine.run(turnRaster(sample, turns), { straighten: false, signal })
    const lines = parseTsv(tsv)
    const value = worth(lines)
    if (value > best.worth) best = { turns, worth: value }
    if (sureWords(lines).length >= 12 && (meanConfidence(lines) ?? 0) > 80) return turns
  }
  return best.turns
}

function isPoor({ lines }: Reading, ink: Ink): boolean {
  if ((meanConfidence(lines) ?? 0) < poorConfidence) return true
  return coveredShare(ink, sureWords(lines)) < poorCover
}

/** A line this much taller than most, standing alone, is a heading. */
const headingRatio = 1.4

function toBlocks(lines: readonly RecognisedLine[], scale: number): LayoutBlock[] {
  const blocks: (LayoutBlock & { paragraph: string })[] = []
  for (const { paragraph, words } of lines) {
    const placed = words.map((word) => ({ text: word.text, ...scaled(word, scale) }))
    const line: LayoutLine = { words: placed, ...around(placed) }
    const open = blocks.at(-1)
    if (open?.paragraph === paragraph) open.lines.push(line)
    else blocks.push({ kind: 'paragraph', paragraph, lines: [line] })
  }
  const usual = medianHeight(lines) * scale
  return blocks.map((block): LayoutBlock =>
    isHeading(block, usual) ? { kind: 'heading', level: 2, lines: block.lines } : { kind: 'paragraph', lines: block.lines },
  )
}

function isHeading({ lines }: LayoutBlock, usual: number): boolean {
  const words = lines.flatMap((line) => line.words)
  const text = words.map((word) => word.text).join(' ')
  if (lines.length > 2 || text.length > 80 || (text.match(/\p{L}/gu)?.length ?? 0) < 4) return false
  const heights = words.map((word) => Math.min(word.height, word.width * text.length)).sort((a, b) => a - b)
  return heights[heights.length >> 1]! > headingRatio * usual
}

function medianHeight(lines: readonly RecognisedLine[]): number {
  const heights = lines.flatMap((line) => line.words.map((word) => word.height)).sort((a, b) => a - b)
  return heights[heights.length >> 1] ?? 0
}

function scaled(box: Rectangle, scale: number): Rectangle {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale }
}
