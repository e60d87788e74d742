import { type LayoutBlock, type LayoutWord, lineOf, type Rectangle } from '../../layout'
import { annotationKinds, annotationMemory, eachAnnotation, seenBox, stringOf } from './annotations'
import { cleanWord } from './characters'
import type { Frame } from './frame'
import { type Pdfium, withMemory } from './library'

/*
 * What readers of a page noted on it: sticky notes and their answers, remarks on what they marked, struck out or stamped. They come
 * last on their page, written as comments of office documents are.
 */

/** Notes, lines, shapes, marks, stamps, signs for insertions and drawings: all that people remark with, as PDFium numbers them. */
const remarks: ReadonlySet<number> = new Set([annotationKinds.text, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, annotationKinds.popup])

/** The sign of a note without a size of its own, in points. */
const signSize = 12

/** What readers noted, in the order it was written, each as a paragraph of its own that lies where its sign does. */
export function readComments(pdfium: Pdfium, page: number, frame: Frame): LayoutBlock[] {
  if (pdfium._FPDFPage_GetAnnotCount(page) <= 0) return []
  return withMemory(pdfium, annotationMemory, (memory) => {
    const said = new Set<string>()
    const blocks: LayoutBlock[] = []
    eachAnnotation(pdfium, page, (annotation, kind) => {
      if (!remarks.has(kind)) return
      const text = stringOf(pdfium, annotation, 'Contents', memory).trim()
      // Set by programs: "Accepted set by …".
      if (text === '' || stringOf(pdfium, annotation, 'StateModel', memory) !== '') return
      const author = stringOf(pdfium, annotation, 'T', memory).trim()
      // A pop-up repeats what its note says, and a stamp is put in many places.
      if (said.has(text) && (kind === annotationKinds.popup || said.has(`${author}\n${text}`))) return
      said.add(text).add(`${author}\n${text}`)
      const box = seenBox(pdfium, annotation, frame, memory, signSize)
      const block = box && commentBlock(text, author, box)
      if (block) blocks.push(block)
    })
    return blocks
  })
}

function commentBlock(text: string, author: string, box: Rectangle): LayoutBlock | null {
  const said = text.split(/[\r\n]+/).map((line) => wordsIn(line, box))
  const lines = said.filter((words) => words.length > 0)
  if (lines.length === 0) return null
  lines[0] = [...wordsIn(author ? `[Comment, ${author}:` : '[Comment:', box), ...lines[0]!]
  lines.at(-1)!.push({ text: ']', ...box, glued: true })
  return { kind: 'paragraph', lines: lines.map(lineOf) }
}

/** Words that all lie where the sign of their note does. */
function wordsIn(text: string, box: Rectangle): LayoutWord[] {
  return (text.match(/\S+/g) ?? []).flatMap((raw) => {
    const word = cleanWord(raw)
    return word ? [{ text: word, ...box }] : []
  })
}
