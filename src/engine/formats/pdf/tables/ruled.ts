import { around, type LayoutLine, type LayoutWord, type Rectangle } from '../../../layout'
import type { PdfLine } from '../pdfLine'
import type { PdfTable } from './rows'
import { isNumber, segmentsOf } from './segments'

/*
 * Tables with a grid: lines that cross give rows and columns, whatever order the words are written in. Where a line is missing
 * between two cells they are one, and the words stand in the first of them.
 */

/** Lines that end this close to each other (points) meet. */
const reach = 3
/** Lines closer than this are one, drawn twice. */
const same = 2.5
/** More lines than a table has make a drawing. */
const mostRulings = 800
/** Share of cells in which words may stand apart by chance. */
const mostHeld = 0.2
/** Characters a cell may hold; a page laid out in boxes holds more. */
const mostInCell = 1_500

export interface RuledTable {
  table: PdfTable
  box: Rectangle
  /** The lines that are in it. */
  lines: ReadonlySet<PdfLine>
}

interface Rule {
  /** Its place: y of a line across, x of a line down. */
  at: number
  from: number
  to: number
}

interface Grid {
  xs: number[]
  ys: number[]
  across: Rule[]
  down: Rule[]
}

/** The tables that lines are drawn around. */
export function ruledTables(lines: readonly PdfLine[], rulings: readonly Rectangle[], fills: readonly Rectangle[]): RuledTable[] {
  if (rulings.length < 4 || rulings.length > mostRulings) return []
  const across = joined(
    rulings
      .filter(({ width, height }) => width > height)
      .map(({ x, y, width, height }) => ({ at: y + height / 2, from: x, to: x + width })),
  )
  const down = joined(
    rulings
      .filter(({ width, height }) => height >= width)
      .map(({ x, y, width, height }) => ({ at: x + width / 2, from: y, to: y + height })),
  )
  const free = new Set(lines)
  const tables: RuledTable[] = []
  for (const grid of gridsOf(across, down)) {
    const table = fill(withShades(grid, fills), [...free])
    if (!table) continue
    tables.push(table)
    for (const line of table.lines) free.delete(line)
  }
  return tables
}

/** Pieces of one line joined: borders are drawn cell by cell. */
function joined(rules: Rule[]): Rule[] {
  const done: Rule[] = []
  for (const rule of rules.sort((a, b) => a.at - b.at || a.from - b.from)) {
    const before = done.findLast((other) => rule.at - other.at < same && rule.from <= other.to + reach && rule.to >= other.from - reach)
    if (!before) {
      done.push({ ...rule })
      continue
    }
    before.from = Math.min(before.from, rule.from)
    before.to = Math.max(before.to, rule.to)
  }
  return done
}

/** Lines that hang together, as grids of at least two rows and two columns. */
function gridsOf(across: readonly Rule[], down: readonly Rule[]): Grid[] {
  const group = new Map<Rule, number>()
  const members: { across: Rule[]; down: Rule[] }[] = []
  for (const rule of across) {
    const crossing = down.filter((other) => meets(rule, other))
    const groups = [...new Set(crossing.flatMap((other) => group.get(other) ?? []))]
    const into = groups[0] ?? members.push({ across: [], down: [] }) - 1
    for (const other of groups.slice(1)) {
      for (const moved of [...members[other]!.across, ...members[other]!.down]) group.set(moved, into)
      members[into]!.across.push(...members[other]!.across)
      members[into]!.down.push(...members[other]!.down)
      members[other] = { across: [], down: [] }
    }
    group.set(rule, into)
    members[into]!.across.push(rule)
    for (const other of crossing) {
      if (group.get(other) === into) continue
      group.set(other, into)
      members[into]!.down.push(other)
    }
  }
  return members.flatMap((rules) => gridOf(rules) ?? [])
}

function meets(across: Rule, down: Rule): boolean {
  return down.at >= across.from - reach && down.at <= across.to + reach && across.at >= down.from - reach && across.at <= down.to + reach
}

function gridOf({ across, down }: { across: Rule[]; down: Rule[] }): Grid | null {
  if (across.length < 2 || down.length === 0) return null
  // Tables are often open at the sides: the ends of the lines are their borders.
  const xs = distinct([...down.map(({ at }) => at), Math.min(...across.map(({ from }) => from)), Math.max(...across.map(({ to }) => to))])
  const ys = distinct([...across.map(({ at }) => at), Math.min(...down.map(({ from }) => from)), Math.max(...down.map(({ to }) => to))])
  return xs.length >= 3 && ys.length >= 3 ? { xs, ys, across, down } : null
}

/** The grid with the upper and lower edges of shaded rows, which part rows as lines do. */
function withShades(grid: Grid, fills: readonly Rectangle[]): Grid {
  const { xs, ys } = grid
  const [left, right, top, bottom] = [xs[0]!, xs.at(-1)!, ys[0]!, ys.at(-1)!]
  const edges = fills.flatMap(({ x, y, width, height }): Rule[] => {
    const isRow = height > 2 * reach && height < 0.6 * (bottom - top) && y > top - reach && y + height < bottom + reach
    if (!isRow || x < left - reach || x + width > right + reach) return []
    return [y, y + height].map((at) => ({ at, from: x, to: x + width }))
  })
  const added = joined(edges).filter((rule) => ys.every((at) => Math.abs(at - rule.at) > 2 * reach))
  return added.length === 0 ? grid : { ...grid, ys: distinct([...ys, ...added.map(({ at }) => at)]), across: [...grid.across, ...added] }
}

function distinct(places: number[]): number[] {
  const sorted = places.sort((a, b) => a - b)
  return sorted.filter((place, index) => index === 0 || place - sorted[index - 1]! > 2 * reach)
}

interface Piece {
  line: LayoutLine
  row: number
  column: number
}

function fill(grid: Grid, lines: readonly PdfLine[]): RuledTable | null {
  const { xs, ys } = grid
  const box = { x: xs[0]!, y: ys[0]!, width: xs.at(-1)! - xs[0]!, height: ys.at(-1)! - ys[0]! }
  const inside = lines.filter((line) => isIn(box, line))
  const pieces = inside.flatMap((line) => piecesOf(grid, line))
  if (pieces.filter(({ line }) => holdsCells(line)).length > mostHeld * pieces.length) return null
  const bands: LayoutLine[][][] = ys.slice(1).map(() => xs.slice(1).map(() => []))
  for (const { line, row, column } of pieces) bands[row]![column]!.push(line)
  const rows = bands.flatMap((cells) => rowsOf(cells, xs)).filter((cells) => cells.some((cell) => cell.length > 0))
  const columns = [...xs.keys()].filter((column) => rows.some((cells) => (cells[column]?.length ?? 0) > 0))
  const table = rows.map((row) => columns.map((column) => row[column]!))
  return isGrid(table) ? { table: { rows: table }, box, lines: new Set(inside) } : null
}

/** Whether the words of one cell stand in cells of their own: then the lines drawn are not all the columns there are. */
function holdsCells(line: LayoutLine): boolean {
  const segments = segmentsOf(line)
  const words = segments.flatMap((segment) => segment.words.map(({ text }) => isNumber(text)))
  return segments.length > 1 || words.some((isValue, index) => isValue && words[index + 1] === true)
}

/**
 * The rows between two lines across the page: several where lines of text stand at the same heights in several cells and none of
 * them is broken for want of room.
 */
function rowsOf(cells: LayoutLine[][], xs: readonly number[]): LayoutLine[][][] {
  const full = cells.filter((cell) => cell.length > 0)
  const most = Math.max(0, ...full.map((cell) => cell.length))
  if (full.length < 2 || most < 2) return [cells]
  const heights = full.find((cell) => cell.length === most)!
  const rowOf = (line: LayoutLine) => heights.findIndex((other) => Math.abs(middleOf(other) - middleOf(line)) < 0.4 * line.height)
  const fits = cells.every((cell, column) =>
    cell.every((line, index) => {
      const next = cell[index + 1]
      return rowOf(line) >= 0 && (!next || rowOf(next) > rowOf(line)) && (!next || wasRoom(line, next, xs[column + 1]!))
    }),
  )
  const shared = heights.filter((height) => full.filter((cell) => cell.some((line) => rowOf(line) === heights.indexOf(height))).length >= 2)
  if (!fits || shared.length < 0.6 * heights.length || shared.length < 2) return [cells]
  return heights.map((_, row) => cells.map((cell) => cell.filter((line) => rowOf(line) === row)))
}

/** Whether the first word of a line would have had room behind the line above it. */
function wasRoom(line: LayoutLine, next: LayoutLine, right: number): boolean {
  return right - line.x - line.width > next.words[0]!.width + line.height
}

function middleOf({ y, height }: Rectangle): number {
  return y + height / 2
}

/** A table has words in most of its rows and columns, and no cell that is a page of its own. */
function isGrid(rows: readonly LayoutLine[][][]): boolean {
  if (rows.length < 2 || rows[0]!.length < 2) return false
  const filled = rows.flat().filter((cell) => cell.length > 0)
  const longest = Math.max(
    ...filled.map((cell) => cell.reduce((sum, line) => sum + line.words.reduce((all, { text }) => all + text.length, 0), 0)),
  )
  const wide = rows.filter((cells) => cells.filter((cell) => cell.length > 0).length >= 2).length
  return filled.length >= 0.3 * rows.length * rows[0]!.length && wide >= 2 && longest <= mostInCell
}

/** A line parted where lines down the page stand between its words, each part in its cell. */
function piecesOf({ xs, ys, across, down }: Grid, line: PdfLine): Piece[] {
  const middle = middleOf(line)
  const walls = down.filter(({ from, to }) => from <= middle && to >= middle).map(({ at }) => at)
  const parts: LayoutWord[][] = []
  for (const word of line.words) {
    const last = line.vertical ? undefined : parts.at(-1)?.at(-1)
    const isParted = last && walls.some((wall) => last.x + last.width / 2 < wall && word.x + word.width / 2 >= wall)
    if ((last && !isParted) || (line.vertical && parts.length > 0)) parts.at(-1)!.push(word)
    else parts.push([word])
  }
  return parts.map((words) => {
    const box = around(words)
    const column = cellAt(xs, box.x + Math.min(box.width / 2, line.vertical ? Infinity : 4))
    const place = xs[column]! + 1
    let row = cellAt(ys, middle)
    const isOpen = (at: number) =>
      !across.some((rule) => Math.abs(rule.at - at) <= 2 * reach && rule.from <= place + reach && rule.to >= place)
    while (row > 0 && isOpen(ys[row]!)) row -= 1
    return { line: { words, ...box }, row, column }
  })
}

function cellAt(edges: readonly number[], place: number): number {
  let cell = 0
  while (cell + 2 < edges.length && place >= edges[cell + 1]!) cell += 1
  return cell
}

function isIn(box: Rectangle, line: Rectangle): boolean {
  const [x, y] = [line.x + line.width / 2, line.y + line.height / 2]
  return (
    x > box.x &&
    x < box.x + box.width &&
    y > box.y &&
    y < box.y + box.height &&
    line.x >= box.x - reach &&
    line.x + line.width <= box.x + box.width + reach
  )
}
