import { onOneLine, sentencesOf } from '../../answer/sentences'
import { cellsOf, headOf } from '../../answer/tables'
import { tokensOf } from '../../words'
import { isDefinition } from './bearers'

/** A sentence of a passage, or a line of a list, that could stand in an answer. */
export interface Candidate {
  /** On one line, without bullets and borders. */
  text: string
  /** As it stands, on one line. */
  raw: string
  /** Position among the sentences of its passage. */
  position: number
  /** A row or labelled figure, not a sentence. */
  isRow: boolean
}

/** A line without a full stop is a heading, not a sentence, when it has fewer words than this. */
const shortestUnended = 8
const bulletAhead = /^(?:[-*•◦▪‣–—·]\s+)+/u

/** All lines of a passage as sentences, and those of them that could stand in an answer. */
export function candidatesIn(passage: string): { lines: string[]; candidates: Candidate[] } {
  const lines = sentencesOf(passage).map(({ start, end }) => onOneLine(passage.slice(start, end)))
  const candidates = lines.flatMap((raw, position): Candidate[] => {
    // The names of columns say nothing by themselves.
    if (isHead(lines, position)) return []
    const isRow = isEntry(raw)
    return isRow || isWhole(raw) || isDefinition(raw)
      ? [{ text: withoutNotes(withHeads(lines, position) ?? readable(raw)), raw, position, isRow }]
      : []
  })
  return { lines, candidates }
}

/** Whether a line names the columns of the table below it. */
function isHead(lines: readonly string[], position: number): boolean {
  return lines[position]!.includes('|') && /^\|?[\s|:-]*-[\s|:-]*\|?$/u.test(lines[position + 1] ?? '')
}

/** Marks of notes would read like citations. */
function withoutNotes(text: string): string {
  return text.replace(/\s?\[\^?\d{1,3}\]/gu, '')
}

/** A sentence with a full stop at its end. */
export function ended(text: string): string {
  return /[.!?。！？]["”’)\]]*$/u.test(text) ? text : `${text.replace(/(?:,\s*(?:and|or))?[\s,;:–—-]+$|,\s*(?:and|or)$/u, '')}.`
}

/** A line of a list of things and figures: a row of a table, or a label with what belongs to it. */
function isEntry(text: string): boolean {
  const tokens = tokensOf(text)
  const words = tokens.filter((token) => /^\p{L}{2,}/u.test(token.word)).length
  const isRow = (text.match(/\|/gu)?.length ?? 0) >= 2
  const isLabel = /[^\s:]:\s+\S/u.test(text) && words < tokens.length
  return (
    (isRow || isLabel) &&
    !/^[\s|:-]+$/u.test(text) &&
    words >= (isRow && /\d/u.test(text) && /\p{L}/u.test(text) ? 0 : 2) &&
    text.length <= 300 &&
    !/[?？]/u.test(text) &&
    !isHeading(text)
  )
}

/** A sentence someone could say: not a heading, a question, a fragment or the debris of a table. */
function isWhole(text: string): boolean {
  const tokens = tokensOf(text)
  if (tokens.length < 4 || text.length > 600 || /[?？]/u.test(text) || isHeading(text)) return false
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const numbers = tokens.filter((token) => /^\p{N}/u.test(token.word)).length
  if (letters < text.length * 0.5 || numbers > tokens.length * 0.4) return false
  if (/[.!。！]["”’)\]]*$/u.test(text) || bulletAhead.test(text)) return true
  const small = tokens.filter((token) => /^\p{Ll}/u.test(token.word)).length
  return tokens.length >= shortestUnended && small * 2 >= tokens.length && !text.endsWith(':')
}

/** A line that names what follows: marked as a heading, numbered, or short and without an end. */
export function isHeading(text: string): boolean {
  if (/^#{1,6}\s/u.test(text)) return true
  return (
    !/[.!?:;,|。！]["”’)\]]*$/u.test(text) &&
    !bulletAhead.test(text) &&
    tokensOf(text).length < shortestUnended &&
    !text.includes('|') &&
    !text.includes(': ')
  )
}

/** A sentence without the bullet, number or table borders around it. */
function readable(text: string): string {
  const bare = text.replace(bulletAhead, '').replace(/^\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=\p{Lu})/u, '')
  return bare.replace(/^\|\s*|\s*\|$/gu, '').replace(/\s*\|\s*/gu, ' · ')
}

/** A row with the head of its column before each cell but the first, which says what the row is about; undefined where there are no heads. */
function withHeads(lines: readonly string[], position: number): string | undefined {
  const heads = cellsOf(lines[headOf(lines, position)] ?? '')
  const cells = cellsOf(lines[position]!)
  if (cells.length < 2 || heads.length !== cells.length) return undefined
  const isHead = !heads.some((head) => /^[^\p{L}]*\d/u.test(head))
  if (!isHead || heads.filter(Boolean).length < 2) return undefined
  const said = cells.map((cell, i) => (i > 0 && heads[i] && cell ? `${heads[i]}: ${cell}` : cell))
  return said.filter(Boolean).join(' · ')
}
