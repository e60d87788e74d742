import type { AppError } from '../contract/errors'
import type { Place } from '../contract/places'
import type { Rectangle } from './layout'
import type { Page } from './page'

/*
 * What a file in formats/ exports: `export const format: Format`. Adding a document format is adding one such file.
 */

/** The beginning of a file and what is known of it before it is opened. */
export interface FileHead {
  /** The first 64 KB at most. */
  bytes: Uint8Array
  /** File name with extension, as the user knows it. */
  name: string
  /** Extension in lower case without the dot; '' where there is none. */
  extension: string
  /** Size of the whole file in bytes. */
  size: number
  /** What magic numbers say, after a byte-order mark was looked for; null for text and the unknown. */
  detected: { extension: string; mediaType: string } | null
  /** Name of the text encoding where the file is text (WHATWG or iconv-lite name), else null. */
  encoding: string | null
  /** Names of the entries where the file is a ZIP archive, at most 10,000, else null. */
  entries: readonly string[] | null
  /** Paths of the streams, with `/`, where the file is a compound file (old Office, Outlook mail, encrypted Office), at most 2,000. */
  streams?: readonly string[]
}

export interface OpenInput {
  /** Absolute path; never written to. */
  path: string
  head: FileHead
  /** For encrypted documents; absent where none was given. */
  password?: string
}

export interface ReadContext {
  signal: AbortSignal
}

/** A page as its format gives it, before OCR. */
export interface PageReading {
  page: Page
  /** Whether the page shows more than its text says, so that OCR should look at it. */
  needsOcr: boolean
  /** Its text is what another program recognised in a scan: invisible letters over a picture. It may say something else than is seen. */
  layered?: true
  /** Where pictures stand on a page that says enough itself, in points: what may be written in them is not in its text. */
  pictures?: readonly Rectangle[]
  /** Nothing at all on the page: no text, no image, no drawing. */
  blank: boolean
}

/** Pixels for OCR: 8-bit grey, one byte a pixel, top row first, upright as a reader sees the page. */
export interface Raster {
  pixels: Uint8Array
  width: number
  height: number
  /** Pixels per inch the raster was made with; for images without a density, the best guess. */
  dpi: number
  /** Points per pixel: multiplies pixel coordinates into page points. */
  scale: number
}

/** A document found inside another: an attachment, an entry of an archive. */
export type Child =
  | {
      name: string
      content: Uint8Array | AsyncIterable<Uint8Array>
      /** A picture shown in the document: read for what may be written in it, and no document where nothing is. */
      picture?: true
    }
  /** One that cannot be taken out, with the reason. */
  | { name: string; error: AppError }

/** A document opened for reading, one page at a time. */
export interface OpenDocument {
  /** Number of pages; 1 for formats without pages. */
  pages: number
  /** Reads page 1..pages. Throws AppError; a page that throws is one failed page, not a failed document. */
  read(page: number, context: ReadContext): Promise<PageReading>
  /** Renders page 1..pages for OCR at about `dpi`, capped at 16 megapixels. Absent where pages have no look. */
  raster?(page: number, dpi: number): Promise<Raster>
  /**
   * Page 1..pages as it looks, for the screen: a JPEG in the colours it has, upright, at most as wide and high as `most` pixels.
   * Present where no browser shows the original.
   */
  picture?(page: number, most: number): Promise<Uint8Array>
  /**
   * The documents inside it, each under its path within the container with `/`, never used as a path on the disk.
   * What cannot be taken out comes with its error; throwing fails the whole container.
   */
  children?(context: ReadContext): AsyncIterable<Child>
  close(): Promise<void>
}

export interface Format {
  /** Short name, also the name of the file: pdf, docx, markdown … */
  id: string
  mediaType: string
  /** How places in it are cited; cells, time and part come from the anchors of its pages. */
  place: Place['kind']
  /** Whether there may be documents inside its documents; only then are `children` asked for. */
  container?: boolean
  /** How sure this format is that the file is its own: 0 not, 1 by extension only, 2 by content, 3 by content and extension. */
  recognises(head: FileHead): 0 | 1 | 2 | 3
  /** Opens a document. Throws AppError with a document code. Heavy libraries are loaded here, by `await import()`. */
  open(input: OpenInput, context: ReadContext): Promise<OpenDocument>
}
