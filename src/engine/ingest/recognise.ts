import type { Raster } from '../format'
import type { Recogniser } from './ocr'
import type { Page } from '../page'

/** What recognition gives for a page. */
export type Recognition = Pick<Page, 'text' | 'blocks' | 'words' | 'confidence'>

let starting: Promise<Recogniser> | undefined

/** Recognises the text of a raster; the engine is started at the first page and kept as long as the process lives. */
export async function recognise(raster: Raster, { signal, alive }: { signal: AbortSignal; alive?: () => void }): Promise<Recognition> {
  starting ??= start()
  const recogniser = await starting
  const { text, blocks, words, confidence } = await recogniser.recognise(raster, { signal, progress: alive })
  return { text, blocks, words, confidence }
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
