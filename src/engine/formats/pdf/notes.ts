import type { LayoutBlock, LayoutWord, Rectangle } from '../../layout'
import type { PdfLine } from './pdfLine'

/*
 * Notes at the foot of a page and the raised signs that lead to them. Notes come after everything else on their page, so that they
 * part no sentence; signs and notes are written as in Markdown, `word[^1]` and `[^1]: note`.
 */

/** Notes are set at most this large, compared with the body of the document. */
const noteSize = 0.94
const sign = /^[([]?(\d{1,3}|[*†‡§¶]{1,3})[)\].]?$/
/** A letter or a unit with a raised number is a power: m², x³. */
const base = /(?:^|[^\p{L}])(?:\p{L}|[ckmnµμ]?m|km|ft|in|sec)$/iu

export interface Notes {
  /** The lines that are not notes. */
  lines: PdfLine[]
  blocks: LayoutBlock[]
}

/** Takes the notes out of the lines of a page and gives every raised sign its meaning. */
export function takeNotes(lines: readonly PdfLine[], rulings: readonly Rectangle[], body: number): Notes {
  const raised = new Set<string>()
  for (const { words } of lines) for (const word of words) if (word.raised) raised.add(labelOf(word.text))
  if (raised.size === 0) return { lines: [...lines], blocks: [] }
  const notes = findNotes(lines, rulings, body, raised)
  const labels = new Set(notes.map(({ label }) => label))
  const taken = new Set(notes.flatMap((note) => note.lines))
  const rest = taken.size > 0 ? lines.filter((line) => !taken.has(line)) : [...lines]
  for (const line of lines) markSigns(line, labels)
  for (const {
    label,
    lines: [first],
  } of notes) {
    first!.words[0] = { ...first!.words[0]!, text: label, mark: 'label' }
    first!.words[1]!.glued = false
  }
  return { lines: rest, blocks: notes.map((note): LayoutBlock => ({ kind: 'paragraph', lines: note.lines })) }
}

interface Note {
  label: string
  lines: PdfLine[]
}

function findNotes(lines: readonly PdfLine[], rulings: readonly Rectangle[], body: number, raised: ReadonlySet<string>): Note[] {
  const notes: Note[] = []
  for (let i = 0; i < lines.length; i++) {
    const label = beginning(lines[i]!, body)
    if (!label || notes.some((note) => note.label === label)) continue
    const isNext = notes.length > 0 && Number(label) === Number(notes.at(-1)!.label) + 1
    if (!raised.has(label) && !isNext && !(lines[i]!.words[0]!.raised && isBelowRule(lines[i]!, rulings))) continue
    if (hasBodyBelow(lines, i, body)) continue
    const note: Note = { label, lines: [lines[i]!] }
    for (; i + 1 < lines.length && goesOn(lines[i]!, lines[i + 1]!, label, raised, body); i++) note.lines.push(lines[i + 1]!)
    notes.push(note)
  }
  return notes
}

/** The sign a note begins with. */
function beginning(line: PdfLine, body: number): string | null {
  if (line.vertical || line.words.length < 2 || line.size > noteSize * body) return null
  const [first, second] = [line.words[0]!, line.words[1]!]
  const isRaised = first.raised || (first.height < 0.85 * second.height && first.y + first.height < second.y + 0.88 * second.height)
  return sign.test(first.text) && (isRaised || /\D/.test(first.text)) ? labelOf(first.text) : null
}

function goesOn(last: PdfLine, line: PdfLine, label: string, raised: ReadonlySet<string>, body: number): boolean {
  const step = line.y - last.y
  const across = Math.min(last.x + last.width, line.x + line.width) - Math.max(last.x, line.x)
  const isBelow = step > 0 && step < 1.7 * last.height && across > 0 && Math.abs(line.size - last.size) < 0.06 * last.size
  const next = beginning(line, body)
  const follows = next !== null && (raised.has(next) || Number(next) === Number(label) + 1)
  return isBelow && !line.vertical && !follows
}

/** A short line across, right above: what parts notes from text. */
function isBelowRule(line: PdfLine, rulings: readonly Rectangle[]): boolean {
  return rulings.some(
    ({ x, y, width, height }) =>
      height < 2 && width > 20 && width < 260 && Math.abs(x - line.x) < 20 && line.y - y > -2 && line.y - y < 1.8 * line.height,
  )
}

/** Text of the body below in the same column: then the line is no note at the foot of the page. */
function hasBodyBelow(lines: readonly PdfLine[], index: number, body: number): boolean {
  const line = lines[index]!
  return lines.some((other) => {
    const across = Math.min(line.x + line.width, other.x + other.width) - Math.max(line.x, other.x)
    return other.y > line.y + line.height && other.size > 0.97 * body && other.characters > 20 && across > 0
  })
}

function labelOf(text: string): string {
  return sign.exec(text)?.[1] ?? text
}

/**
 * A raised sign is a note where a note of the page bears it, a fraction's upper half before its stroke, a power behind a number or a
 * unit, else a note elsewhere. A number in brackets behind another is a value: 12(3).
 */
function markSigns(line: PdfLine, labels: ReadonlySet<string>): void {
  for (const [index, word] of line.words.entries()) {
    if (!word.raised || index === 0) continue
    const before = line.words[index - 1]!.text
    const label = labelOf(word.text)
    if (labels.has(label) && sign.test(word.text)) line.words[index] = { ...asSign(word, label), mark: 'note' }
    else if (/^[/⁄]/.test(line.words[index + 1]?.text ?? '')) {
      line.words[index] = { ...word, glued: false }
      line.words[index + 1] = { ...line.words[index + 1]!, glued: true }
    } else if (word.text.startsWith('(') && /\d$/.test(before)) continue
    else if (/^[\d−]/.test(word.text) && (/\d[−–-]?$/.test(before) || base.test(before))) line.words[index] = { ...word, mark: 'power' }
    else if (sign.test(word.text) && /^\d/.test(label)) line.words[index] = { ...asSign(word, label), mark: 'note' }
  }
}

function asSign(word: LayoutWord, text: string): LayoutWord {
  return { ...word, text, glued: true }
}
