import type { LayoutLine, Rectangle } from '../../layout'
import type { HiddenReason } from './hidden'
import type { Turns } from './turned'

/** A line as the content stream gives it. */
export interface PdfLine extends LayoutLine {
  /** Height in points of most of its characters. */
  size: number
  characters: number
  /** Runs up or down the page. */
  vertical: boolean
  bold: boolean
  /** Set in a typewriter font. */
  mono: boolean
  /** Width of a letter where all words have letters of one width, else 0; short lines have it by chance. */
  pitch: number
  /** Most of its characters have that size. */
  uniform: boolean
  /** Quarter turns clockwise after which it runs across, where that is not how it lies. */
  turns?: Turns
  /** What the file says that this line reads as, and where the letters stand that it says it of. */
  instead?: { text: string; box: Rectangle }
  /** Why nobody sees it; its words are hidden or seen together. */
  hidden?: HiddenReason
}

export interface PdfLines {
  lines: PdfLine[]
  /** Characters on the page that were read and are seen, without spaces. */
  characters: number
  /** Characters on the page that nobody sees. */
  unseen: number
  /** Characters on the page whose font does not say what they mean; their words are left out. */
  garbage: number
}
