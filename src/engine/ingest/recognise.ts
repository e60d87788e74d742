import type { Raster } from '../format'
import type { Recogniser } from './ocr'
import type { Recognised } from './ocr/merge'

export interface RecogniseOptions {
  signal: AbortSignal
  /** Called again and again while recognition goes on. */
  alive?: () => void
  /** The document the page is of, as it was opened: what its pages told is used for the next. */
  document?: object
  /** A user's own language data: absolute path by Tesseract's code. */
  languages?: Readonly<Record<string, string>>
  /** Pages that may be read beside each other. */
  threads?: number
  /** It is a picture that stands on a page. */
  picture?: boolean
  /** Draws the page so many times as fine, as far as it is. */
  finer?: (times: number) => Promise<Raster>
}

let starting: Promise<Recogniser> | undefined

/** Recognises the text of a raster; the engine is started at the first page and kept as long as the process lives. */
export async function recognise(raster: Raster, { signal, alive, ...page }: RecogniseOptions): Promise<Recognised> {
  starting ??= start()
  const recogniser = await starting
  return recogniser.recognise(raster, { signal, progress: alive, ...page })
}

async function start(): Promise<Recogniser> {
  try {
    const { createRecogniser } = await import('./ocr')
    return await createRecogniser()
  } catch (error) {
    starting = undefined
    throw error
  }
}
