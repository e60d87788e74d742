import { isFraming } from './framing'
import { noAnswer } from './prompt'
import { onOneLine, type Sentence, sentencesOf } from './sentences'
import { cellsOf } from './tables'

/** A sentence of an answer and the numbers it carries, in the order they stand. */
export interface CitedClaim {
  text: string
  numbers: number[]
  /** Quoted below a refusal to show what comes nearest: the answer does not claim that it is one. */
  shown?: boolean
}

export interface CitedAnswer {
  /** The answer with its markers in one form, [1][2]; numbers nobody gave are gone. */
  answer: string
  claims: CitedClaim[]
}

/** A marker as models write it: [1], [1, 2], [1-3], 【1】; its numbers are the first or the second group. */
export const markerPattern = /[ \t]*(?:\[\s*(\d{1,3}(?:\s*(?:,|;|–|-|and|&)\s*\d{1,3})*)\s*\]|【\s*(\d{1,3})[^】\d]?[^】]*】)/gu

/** Reads the markers of an answer: [1], [1, 2], [1][2], [1-3], 【1】. One after a full stop belongs to the sentence before it. */
export function citedAnswer(raw: string, known: ReadonlySet<number>): CitedAnswer {
  let plain = ''
  let answer = ''
  let from = 0
  const marks: { at: number; numbers: number[] }[] = []
  for (const match of raw.matchAll(markerPattern)) {
    const numbers = numbersOf(match[1] ?? match[2]!).filter((n) => known.has(n))
    const before = raw.slice(from, match.index)
    plain += before
    answer += before
    from = match.index + match[0].length
    if (numbers.length === 0) continue
    marks.push({ at: plain.trimEnd().length, numbers })
    if (/^[\p{L}\p{N}]/u.test(raw.slice(from, from + 2))) plain += ' '
    answer += (match[0].startsWith(' ') ? ' ' : '') + numbers.map((n) => `[${n}]`).join('')
  }
  plain += raw.slice(from)
  answer += raw.slice(from)
  return { answer: answer.trim(), claims: claimsOf(plain, marks) }
}

function claimsOf(plain: string, marks: readonly { at: number; numbers: number[] }[]): CitedClaim[] {
  const sentences = wholeRows(sentencesBetween(plain, marks), plain)
  const numbers = sentences.map(() => new Set<number>())
  for (const mark of marks) {
    const owner = sentences.findLastIndex((sentence) => sentence.start < mark.at)
    for (const n of mark.numbers) numbers[Math.max(owner, 0)]?.add(n)
  }
  const refuses = plain.trimStart().startsWith(noAnswer)
  return sentences.flatMap(({ start, end }, i): CitedClaim[] => {
    const raw = plain.slice(start, end)
    const isAside = numbers[i]!.size === 0 && (isTableHead(plain, end) || /[:：]\W*$/u.test(raw) || raw.startsWith('#') || isFraming(raw))
    if (!/[\p{L}\p{N}]/u.test(raw) || isAside) return []
    return [{ text: withoutMarkup(raw), numbers: [...numbers[i]!], ...(refuses && raw.startsWith('>') ? { shown: true } : {}) }]
  })
}

/** A marker after a full stop ends its sentence, whatever the next one begins with. */
function sentencesBetween(plain: string, marks: readonly { at: number }[]): Sentence[] {
  const ends = marks.map((mark) => mark.at).filter((at) => /[.!?。！？]["”’)]*$/u.test(plain.slice(Math.max(0, at - 4), at)))
  const bounds = [0, ...new Set(ends), plain.length]
  return bounds.slice(1).flatMap((end, i) => {
    const from = bounds[i]!
    return sentencesOf(plain.slice(from, end)).map((sentence) => ({ start: sentence.start + from, end: sentence.end + from }))
  })
}

/** A row of a table is one claim, however many sentences its cells hold. */
function wholeRows(sentences: readonly Sentence[], plain: string): Sentence[] {
  const rows: Sentence[] = []
  for (const sentence of sentences) {
    const line = plain.lastIndexOf('\n', sentence.start - 1) + 1
    const last = rows.at(-1)
    if (plain[line] === '|' && last && last.start >= line) last.end = sentence.end
    else rows.push({ ...sentence })
  }
  return rows
}

/** Whether the line below is the border of a table. */
function isTableHead(plain: string, end: number): boolean {
  return /^[^\n]*\n\|?[\s|:-]*-[\s|:-]*(?:\n|$)/u.test(plain.slice(end))
}

/** The numbers of a marker: 1, 2 and 4-6. */
export function numbersOf(list: string): number[] {
  const numbers: number[] = []
  for (const part of list.split(/\s*(?:,|;|and|&)\s*/u)) {
    const [first, last] = part.split(/\s*[–-]\s*/u).map(Number)
    for (let n = first!; n <= Math.min(last ?? first!, first! + 50); n++) numbers.push(n)
  }
  return numbers
}

/** A claim as a sentence: without bullets, heading marks and emphasis. */
function withoutMarkup(text: string): string {
  const line = onOneLine(text)
  const plain = line.startsWith('|') ? cellsOf(line).filter(Boolean).join(', ') : line
  return plain
    .replace(/^(?:#{1,6}\s+|>\s+|(?:[-*•]|\d{1,2}[.)])\s+)+/u, '')
    .replace(/(\*\*|__|`)(.+?)\1/gu, '$2')
    .trim()
}
