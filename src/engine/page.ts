import type { Block, DocumentPage, PageText } from '../contract/documents'

/*
 * A page as it is read, kept, chunked, searched and shown. Characters are counted in UTF-16 code units of `text`.
 */

/** A word with its box in points, from the top-left corner of the crop box after rotation. */
export interface Word {
  start: number
  end: number
  x: number
  y: number
  width: number
  height: number
}

/** One page of a document; formats without pages have one page, of no size. */
export interface Page extends DocumentPage {
  /** The day the document says it was published, e.g. `2026-11-21`; on the first page of those that say it. */
  published?: string
  /** 1-based number of the first line of `text` in the source, for formats whose places are lines. */
  firstLine?: number
}

export type { Block, PageText }

/** A page without words, boxes or size, as text formats make it. */
export function plainPage(page: number, text: string, blocks: Block[]): Page {
  return { page, text, source: 'text', width: 0, height: 0, blocks, words: [] }
}

/** The words of a page as objects. */
export function wordsOf(page: Pick<Page, 'words'>): Word[] {
  const words: Word[] = []
  for (let i = 0; i + 5 < page.words.length; i += 6) {
    const [start, end, x, y, width, height] = page.words.slice(i, i + 6) as [number, number, number, number, number, number]
    words.push({ start, end, x, y, width, height })
  }
  return words
}

/** Words as the flat array a page keeps; coordinates rounded to a tenth of a point. */
export function flattenWords(words: readonly Word[]): number[] {
  const flat: number[] = []
  for (const word of words) flat.push(word.start, word.end, tenth(word.x), tenth(word.y), tenth(word.width), tenth(word.height))
  return flat
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
