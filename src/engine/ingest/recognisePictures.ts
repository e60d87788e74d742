import { createHash } from 'node:crypto'
import type { OpenDocument, PageReading, Raster } from '../format'
import type { Rectangle } from '../layout'
import { flattenWords, type Page, wordsOf } from '../page'
import type { ExtractContext } from './extract'
import { mergePictures, type Recognised } from './ocr/merge'
import { mayShowWriting } from './ocr/writing'
import type { KeptPage } from './pageFile'
import { recognise } from './recognise'

/*
 * What is written in the pictures of a page that has text of its own. Each is looked at first: photographs cost a look, and no more.
 */

/** 200 dpi reads clean pages as well as 300 and costs half of it (measured); the recogniser itself enlarges what is coarser. */
export const rasterDpi = 200

/** Pictures of a document whose reading is kept: a letterhead on every page is recognised once. */
const mostKept = 32

interface Seen {
  /** The pictures by what they show, with what was read in them, in points from their corner. */
  readings: Map<string, Promise<Recognised | null>>
  /** Its pictures tell each other their language and which way they lie; they tell nothing of its pages. */
  about: object
}

const documents = new WeakMap<OpenDocument, Seen>()

/** The page with what is written in its pictures; the page as it is where that is nothing or cannot be made out. */
export async function recognisePictures(
  document: OpenDocument,
  { page, pictures = [] }: PageReading,
  context: ExtractContext,
): Promise<KeptPage> {
  const raster = await document.raster!(page.page, rasterDpi)
  const own = wordsOf(page)
  const found: Recognised[] = []
  for (const picture of pictures) {
    context.signal.throwIfAborted()
    const area = cut(raster, picture)
    const corner = { x: area.left * raster.scale, y: area.top * raster.scale }
    if (
      !(await mayShowWriting(
        area.raster,
        own.map((word) => inPixels(word, corner, raster.scale)),
      ))
    )
      continue
    const finer = async (times: number) => cut(await document.raster!(page.page, rasterDpi * times), picture).raster
    const seen = await readOnce(document, area.raster, finer, context)
    if (seen) found.push(moved(seen, corner))
  }
  const read = found.length > 0 ? mergePictures(page, found) : page
  return { ...read, state: read.source === 'text' ? (read.text.trim() === '' ? 'empty' : 'read') : 'recognised' }
}

/** What is written in a picture; null where it cannot be made out. A picture that was read before is not read again. */
async function readOnce(
  document: OpenDocument,
  raster: Raster,
  finer: (times: number) => Promise<Raster>,
  context: ExtractContext,
): Promise<Recognised | null> {
  const seen = documents.get(document) ?? { readings: new Map(), about: {} }
  documents.set(document, seen)
  const digest = createHash('sha256').update(`${raster.width} ${raster.height} `).update(raster.pixels).digest('base64')
  const before = seen.readings.get(digest)
  if (before) return before
  const reading = recognise(raster, { ...context, document: seen.about, picture: true, finer }).catch((error: unknown) => {
    if (context.signal.aborted) throw error
    return null
  })
  if (seen.readings.size < mostKept) seen.readings.set(digest, reading)
  return reading
}

/** A part of a raster, given in points of the page, and the pixel its corner lies at. */
function cut({ pixels, width, height, dpi, scale }: Raster, area: Rectangle): { raster: Raster; left: number; top: number } {
  const [left, top] = [Math.min(width - 1, Math.floor(area.x / scale)), Math.min(height - 1, Math.floor(area.y / scale))]
  const right = Math.min(width, Math.max(left + 1, Math.ceil((area.x + area.width) / scale)))
  const bottom = Math.min(height, Math.max(top + 1, Math.ceil((area.y + area.height) / scale)))
  const size = { width: right - left, height: bottom - top }
  const part = new Uint8Array(size.width * size.height)
  for (let row = 0; row < size.height; row++) {
    const from = (top + row) * width + left
    part.set(pixels.subarray(from, from + size.width), row * size.width)
  }
  return { raster: { pixels: part, ...size, dpi, scale }, left, top }
}

function inPixels({ x, y, width, height }: Rectangle, corner: { x: number; y: number }, scale: number): Rectangle {
  return { x: (x - corner.x) / scale, y: (y - corner.y) / scale, width: width / scale, height: height / scale }
}

function moved(seen: Recognised, corner: { x: number; y: number }): Recognised {
  const words = wordsOf(seen as Pick<Page, 'words'>).map((word) => ({ ...word, x: word.x + corner.x, y: word.y + corner.y }))
  return { ...seen, words: flattenWords(words) }
}
