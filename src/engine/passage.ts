import type { Box, Place, Span } from '../contract/places'

/** A piece of a document small enough to search and quote: what the index keeps a row of. */
export interface Passage {
  /** `<document>.<ordinal>`: the same step done twice gives the same ids. */
  id: string
  document: string
  /** Position in the document, from 0. */
  ordinal: number
  /** Page of its first character, from 1. */
  page: number
  place: Place
  /** What is shown and quoted, exactly as it stands in the pages' text (spans joined by a newline). */
  text: string
  /** Headings above it and the document's name: searched and embedded before the text, never quoted. */
  context: string
  spans: Span[]
  /** One box a line of the passage; empty for formats without boxes. */
  boxes: Box[]
  /** SHA-256 (hex) of text, context, spans and vector, so that damage in the index is noticed. */
  hash: string
  vector: Float32Array
}
