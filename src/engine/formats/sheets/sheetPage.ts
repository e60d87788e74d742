import type { Page } from '../../page'
import { columnName, isInside } from './addresses'
import type { Cell, Note, Sheet, SheetLayout } from './cells'
import { MergedCells } from './mergedCells'
import type { Row } from './row'
import { onOneLine, SheetWriter } from './sheetWriter'
import { bottomOf, tablesOf, type OpenTable, type Table } from './tables'
import { rangeOf, writeRegion } from './writeRegion'

/** Rows of a sheet that make one page. */
export interface SheetPart {
  /** Number of the page in the document, and of the part in its sheet, both from 1. */
  page: number
  part: number
  rows: readonly Row[]
  /** Last row of the part before, 0 where there is none, and of this one, Infinity where there is none after it. */
  from: number
  to: number
  /** The table the part before ended in. */
  before: OpenTable | null
}

const mostNotes = 50_000
/** Most ranges that give letters their ground: each is looked at for each white letter. */
const mostColoured = 1_000

/** The page of a sheet, or of a part of one, and the table it ends in. */
export function sheetPage(told: Sheet, part: SheetPart): { page: Page; last: OpenTable | null } {
  const sheet = { ...told, hidden: told.hidden ?? told.layout.hidden }
  const writer = new SheetWriter(sheet.name)
  const { seen, unseen } = partedByHidden(part.rows, sheet)
  const notes = notesIn(sheet, part, unseen)
  if (!sheet.only && (part.rows.length > 0 || notes.length > 0)) {
    writer.block('heading', { level: 1 })
    writer.line(onOneLine(sheet.name), null)
  }
  const last = writeTables(tablesOf(seen, sheet, part.before), { writer, merged: new MergedCells(sheet.layout.merges), notes })
  for (const note of notes) if (!note.hidden) writeNote(note, writer)
  writeHidden(
    unseen.toSorted((a, b) => compare(a.hidden!, b.hidden!)),
    writer,
  )
  for (const note of notes) if (note.hidden) writeNote(note, writer)
  return { page: writer.page(part.page, { title: titleOf(sheet, part), hidden: sheet.hidden }), last }
}

/** The sheet's name, with the rows where it goes on, and whether it is hidden. */
function titleOf({ name, hidden }: Sheet, { part, rows }: SheetPart): string {
  const range = part > 1 && rows.length > 0 ? `rows ${rows[0]!.row}–${rows.at(-1)!.until}` : ''
  return [onOneLine(name), range, hidden ? `(${hidden})` : ''].filter((piece) => piece !== '').join(' ')
}

/** What is seen of the rows, and what is hidden, with the reason. */
function partedByHidden(rows: readonly Row[], { layout, hidden }: Sheet): { seen: Row[]; unseen: Row[] } {
  if (hidden) return { seen: [...rows], unseen: [] }
  const seen: Row[] = []
  const unseen: Row[] = []
  const known = { ...layout, hiddenColumns: joinedRanges(layout.hiddenColumns), coloured: layout.coloured.slice(0, mostColoured) }
  let last = -1
  let isJoined = false
  for (const row of rows) {
    isJoined = row.row === last + 1 && (isJoined || seen.at(-1)?.until === last)
    last = row.until
    const { shown, reasons } = partedCells(row, known)
    const goesOn = isJoined && seen.at(-1)!.until !== row.row - 1
    if (shown.length > 0) seen.push(shown.length === row.count && !goesOn ? row : row.keep(shown, { goesOn }))
    for (const [reason, cells] of reasons) unseen.push(row.keep(cells, { hidden: reason }))
  }
  return { seen, unseen }
}

function partedCells(row: Row, layout: SheetLayout): { shown: Cell[]; reasons: Map<string, Cell[]> } {
  const shown: Cell[] = []
  const reasons = new Map<string, Cell[]>()
  for (const cell of row.cells) {
    const reason = row.hidden ?? reasonOf(row, cell, layout)
    const same = reason === undefined ? shown : reasons.get(reason)
    if (same) same.push(cell)
    else reasons.set(reason!, [cell])
  }
  return { shown, reasons }
}

type ColumnRanges = SheetLayout['hiddenColumns']

/** Ranges in ascending order that do not meet. */
function joinedRanges(ranges: ColumnRanges): ColumnRanges {
  const joined: ColumnRanges = []
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return joined
}

function isInRanges(column: number, ranges: ColumnRanges): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.to < column) low = middle + 1
    else high = middle
  }
  return low < ranges.length && ranges[low]!.from <= column
}

function reasonOf({ row }: Row, { column, hidden }: Cell, { hiddenColumns, coloured }: SheetLayout): string | undefined {
  if (isInRanges(column, hiddenColumns)) return 'hidden column'
  return hidden === 'letters in the colour of their ground' && coloured.some((range) => isInside(range, row, column)) ? undefined : hidden
}

interface WriteContext {
  writer: SheetWriter
  merged: MergedCells
  notes: SheetNote[]
}

/** Writes the tables, each followed by the notes on its cells, which are taken out. Returns the table that the last one may be the beginning of. */
function writeTables(tables: readonly Table[], { writer, merged, notes }: WriteContext): OpenTable | null {
  let last: OpenTable | null = null
  for (const { region, head, header } of tables) {
    const names = writeRegion(region, head, header, { writer, merged })
    const bottom = bottomOf(region)
    last = names && { header: names, bottom }
    const isOwn = ({ row, column, hidden }: SheetNote) =>
      !hidden && row <= bottom && row >= region.rows[0]!.row && column >= region.left && column <= region.right
    const own = notes.filter(isOwn)
    if (own.length === 0) continue
    for (const note of own) writeNote(note, writer)
    const others = notes.filter((note) => !isOwn(note))
    notes.splice(0, notes.length, ...others.slice(0, mostNotes))
  }
  return last
}

interface SheetNote extends Note {
  hidden?: string
}

/** The notes on the rows of a part, hidden where their rows are. */
function notesIn({ layout }: Sheet, { from, to }: SheetPart, unseen: readonly Row[]): SheetNote[] {
  const notes = layout.notes.filter(({ row, text }) => row > from && row <= to && onOneLine(text) !== '').slice(0, mostNotes)
  if (notes.length === 0 || unseen.length === 0) return notes
  const reasons = new Map(unseen.map((row) => [row.row, row.hidden]))
  return notes.map((note) => ({ ...note, hidden: reasons.get(note.row) }))
}

function writeNote({ row, column, text, author, isBox, hidden }: SheetNote, writer: SheetWriter): void {
  writer.block('paragraph')
  const by = author ? ` by ${onOneLine(author)}` : ''
  const cell = { top: row, bottom: row, left: column, right: column }
  writer.line(`${isBox ? 'Text box at' : 'Note on'} ${columnName(column)}${row}${by}: ${onOneLine(text)}`, cell, hidden)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Hidden cells with their addresses, below everything else, so that tables keep their shape. */
function writeHidden(rows: readonly Row[], writer: SheetWriter): void {
  let reason: string | undefined
  for (const row of rows) {
    if (row.hidden !== reason) writer.block('paragraph')
    reason = row.hidden
    const texts = row.cells.map(({ column, text }) => `${columnName(column)}${row.row}: ${text}`)
    writer.line(texts.join('; '), rangeOf(row), reason)
  }
}
