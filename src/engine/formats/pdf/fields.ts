import { type LayoutWord, lineOf, type Rectangle } from '../../layout'
import { cleanWord } from './characters'
import { displayed, type Frame, isOnPage } from './frame'
import { type Pdfium, withMemory } from './library'
import type { PdfLine } from './pdfLine'

/*
 * What was written into a page after it was set: values of form fields and notes typed onto it. They stand in annotations, which
 * the text of the page does not hold.
 */

const kinds = { freeText: 3, widget: 20 } as const
/** Hidden (bit 2) and not to be shown (bit 6). */
const unseen = 0x02 | 0x20
const mostAnnotations = 500
/** Bytes of UTF-16 read of one value. */
const mostBytes = 20_000
/** A value is not set larger than this, however tall its field is. */
const mostHeight = 12

/** The lines of what fields and typed notes of a page say, where the page does not say anything in their place itself. */
export function readFields(pdfium: Pdfium, page: number, frame: Frame, lines: readonly PdfLine[]): PdfLine[] {
  const count = Math.min(pdfium._FPDFPage_GetAnnotCount(page), mostAnnotations)
  if (count <= 0) return []
  return withMemory(pdfium, mostBytes + 32, (memory) => {
    const found: PdfLine[] = []
    for (let i = 0; i < count; i++) {
      const annotation = pdfium._FPDFPage_GetAnnot(page, i)
      if (annotation === 0) continue
      const box = seenBox(pdfium, annotation, frame, memory)
      const value = box === null ? '' : valueOf(pdfium, annotation, memory)
      pdfium._FPDFPage_CloseAnnot(annotation)
      if (box && value && !lines.some((line) => line.words.some((word) => overlaps(word, box)))) found.push(...linesOf(value, box))
    }
    return found
  })
}

/** Where a field or note stands; null for other annotations, hidden ones and those off the page. */
function seenBox(pdfium: Pdfium, annotation: number, frame: Frame, memory: number): Rectangle | null {
  const kind = pdfium._FPDFAnnot_GetSubtype(annotation)
  if (kind !== kinds.freeText && kind !== kinds.widget) return null
  if ((pdfium._FPDFAnnot_GetFlags(annotation) & unseen) !== 0 || pdfium._FPDFAnnot_GetRect(annotation, memory) !== 1) return null
  const [left, top, right, bottom] = pdfium.HEAPF32.subarray(memory >> 2, (memory >> 2) + 4) as unknown as [number, number, number, number]
  const box = displayed(frame, left, bottom, right, top)
  return box.width > 0 && box.height > 0 && isOnPage(frame, box) ? box : null
}

function valueOf(pdfium: Pdfium, annotation: number, memory: number): string {
  const key = pdfium._FPDFAnnot_GetSubtype(annotation) === kinds.widget ? 'V' : 'Contents'
  for (let i = 0; i <= key.length; i++) pdfium.HEAPU8[memory + i] = i < key.length ? key.charCodeAt(i) : 0
  const bytes = pdfium._FPDFAnnot_GetStringValue(annotation, memory, memory + 16, mostBytes)
  if (bytes <= 2 || bytes > mostBytes) return ''
  return Buffer.from(pdfium.HEAPU8.subarray(memory + 16, memory + 16 + bytes - 2)).toString('utf16le')
}

/** A value in its field, every word with its share of the width. */
function linesOf(value: string, box: Rectangle): PdfLine[] {
  const texts = value.split(/[\r\n]+/).filter((text) => text.trim() !== '')
  const step = box.height / Math.max(1, texts.length)
  return texts.flatMap((text, index) => {
    const perCharacter = box.width / Math.max(text.length, 2 * (box.width / mostHeight))
    const height = Math.min(step, mostHeight)
    const y = box.y + index * step + (step - height) / 2
    const words = [...text.matchAll(/\S+/g)].flatMap((match): LayoutWord[] => {
      const word = cleanWord(match[0])
      return word ? [{ text: word, x: box.x + match.index * perCharacter, y, width: match[0].length * perCharacter, height }] : []
    })
    return words.length > 0 ? [fieldLine(words, height)] : []
  })
}

function fieldLine(words: LayoutWord[], size: number): PdfLine {
  const characters = words.reduce((sum, { text }) => sum + text.length, 0)
  return { ...lineOf(words), size, characters, vertical: false, bold: false, mono: false, pitch: 0, uniform: false }
}

function overlaps(word: Rectangle, box: Rectangle): boolean {
  const [x, y] = [word.x + word.width / 2, word.y + word.height / 2]
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height
}
