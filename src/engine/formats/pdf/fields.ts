import { type LayoutWord, lineOf, type Rectangle } from '../../layout'
import { annotationKinds, annotationMemory, eachAnnotation, seenBox, stringOf } from './annotations'
import { cleanWord } from './characters'
import type { Frame } from './frame'
import { type Pdfium, withMemory } from './library'
import type { PdfLine } from './pdfLine'

/*
 * What was written into a page after it was set: values of form fields and notes typed onto it. They stand in annotations, which
 * the text of the page does not hold.
 */

/** A value is not set larger than this, however tall its field is. */
const mostHeight = 12

/** The lines of what fields and typed notes of a page say, where the page does not say anything in their place itself. */
export function readFields(pdfium: Pdfium, page: number, frame: Frame, lines: readonly PdfLine[]): PdfLine[] {
  if (pdfium._FPDFPage_GetAnnotCount(page) <= 0) return []
  return withMemory(pdfium, annotationMemory, (memory) => {
    const found: PdfLine[] = []
    eachAnnotation(pdfium, page, (annotation, kind) => {
      if (kind !== annotationKinds.freeText && kind !== annotationKinds.widget) return
      const box = seenBox(pdfium, annotation, frame, memory)
      const value = box === null ? '' : stringOf(pdfium, annotation, kind === annotationKinds.widget ? 'V' : 'Contents', memory)
      if (box && value && !lines.some((line) => line.words.some((word) => overlaps(word, box)))) found.push(...linesOf(value, box))
    })
    return found
  })
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
