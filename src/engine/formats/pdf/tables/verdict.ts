import type { Rectangle } from '../../../layout'
import type { PdfLine } from '../pdfLine'
import { isRunningText } from './runningText'
import { isNumber, type Segment } from './segments'

/** A list, a table of contents, text in columns and formulas also stand in columns; this tells them from tables. */
export function isTable(
  rows: readonly (readonly (readonly Segment[])[])[],
  lines: readonly PdfLine[],
  rulings: readonly Rectangle[],
): boolean {
  const columns = rows[0]!.length
  const full = rows.filter((cells) => cells.filter((segments) => segments.length > 0).length >= 2)
  if (full.length < Math.max(2, 0.4 * rows.length) || isList(full) || isContents(lines) || isRunningText(full) || isFormula(full))
    return false
  const values = full.flatMap((cells) => cells.slice(1).flat())
  const numbers = values.filter(({ text }) => isNumber(text)).length
  const isNumeric = numbers >= 0.5 * values.length
  const isRuled = countRules(lines, rulings) >= 2
  if (isNumeric) return full.length >= 3 || (columns >= 3 && full.length >= 2)
  if (isRuled) return full.length >= 3 || (columns >= 3 && full.length >= 2)
  return full.length >= 3 && columns >= 3 ? isFirm(full) : full.length >= 4 && isFirm(full)
}

const marker =
  /^(?:[•◦▪‣●○■□►➢✓✔·*–—-]|[*+†#]*[([]?\w{1,4}[.)\]]+|[*+†#]*\d{1,3}(?:\.\d{1,3})*(?:\(\w{1,3}\))?\.?[*+†#]*|[ivxlc]{1,6}\.?)$/i

/** The first column is nothing but marks of a list. */
function isList(rows: readonly (readonly (readonly Segment[])[])[]): boolean {
  if (rows[0]!.length > 2) return false
  const firsts = rows.map((cells) => textOf(cells[0]!)).filter((text) => text !== '')
  const values = rows.map((cells) => textOf(cells[1]!)).filter((text) => text !== '')
  return firsts.every((text) => marker.test(text)) && !values.every((text) => isNumber(text))
}

function isContents(lines: readonly PdfLine[]): boolean {
  const led = lines.filter((line) => /\.{4}|(?: \.){4}|…{2}|(?:·\s?){4}/.test(line.words.map((word) => word.text).join(' '))).length
  return led >= 0.4 * lines.length
}

/** Formulas, each with its number in brackets; a number in brackets beside others is a loss. */
function isFormula(rows: readonly (readonly (readonly Segment[])[])[]): boolean {
  let cells = 0
  let signs = 0
  for (const row of rows) {
    const texts = row.map(textOf).filter((text) => text !== '')
    cells += texts.length
    signs += texts.filter((text) => /[=∑∏∫√≤≥≈∈∀∃∂∇⟨⟩]/.test(text)).length
    const numbers = texts.filter((text) => /^\(\d{1,3}\)$/.test(text)).length
    if (numbers === texts.length || (/^\(\d{1,3}\)$/.test(texts.at(-1)!) && !texts.slice(0, -1).some(isNumber))) signs += numbers
  }
  return signs >= 0.3 * cells
}

/** Columns that are set with care: nearly all their cells begin, end or are centred at one place. */
function isFirm(rows: readonly (readonly (readonly Segment[])[])[]): boolean {
  for (let column = 1; column < rows[0]!.length; column++) {
    const cells = rows.map((row) => row[column]!).filter((segments) => segments.length > 0)
    if (cells.length < 2) continue
    const height = cells[0]![0]!.height
    const places = [
      cells.map((segments) => segments[0]!.x),
      cells.map((segments) => segments.at(-1)!.x + segments.at(-1)!.width),
      cells.map((segments) => (segments[0]!.x + segments.at(-1)!.x + segments.at(-1)!.width) / 2),
    ]
    if (!places.some((values) => agree(values, 0.3 * height) >= 0.75)) return false
  }
  return true
}

/** Share of values near their median. */
function agree(values: readonly number[], tolerance: number): number {
  const middle = values.toSorted((a, b) => a - b)[values.length >> 1]!
  return values.filter((value) => Math.abs(value - middle) <= tolerance).length / values.length
}

/** Lines across the page at the lines of text, at least half as wide as they are. */
function countRules(lines: readonly PdfLine[], rulings: readonly Rectangle[]): number {
  const left = Math.min(...lines.map((line) => line.x))
  const right = Math.max(...lines.map((line) => line.x + line.width))
  const top = lines[0]!.y - 2 * lines[0]!.height
  const bottom = lines.at(-1)!.y + 3 * lines.at(-1)!.height
  const across = rulings.filter(({ x, y, width, height }) => {
    const shared = Math.min(right, x + width) - Math.max(left, x)
    return height < 3 && y >= top && y <= bottom && shared > 0.5 * (right - left)
  })
  return new Set(across.map(({ y }) => Math.round(y / 3))).size
}

function textOf(segments: readonly Segment[]): string {
  return segments.map((segment) => segment.text).join(' ')
}
