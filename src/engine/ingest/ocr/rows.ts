import { isNumber } from '../../formats/pdf/tables/segments'
import type { LayoutLine } from '../../layout'

/** Cells are short; lines of text in columns are not. */
const mostWords = 5
const fewestRows = 3
/** Share of the cells behind the first of their row that are numbers; two addresses beside each other have none. */
const leastNumbers = 0.5

/**
 * Lines in their order, but the columns of a table that were read one after the other row by row. A table is a run of rows, each of
 * short lines beside each other, most of them numbers.
 */
export function rowsTogether<L extends LayoutLine & { vertical?: boolean }>(lines: readonly L[]): L[] {
  const short = lines.filter((line) => !line.vertical && line.words.length <= mostWords).toSorted((a, b) => middle(a) - middle(b))
  const rows: L[][] = []
  for (const line of short) {
    const row = rows.at(-1)
    if (row && row.every((other) => isBeside(other, line))) row.push(line)
    else rows.push([line])
  }
  const order = [...lines]
  for (const run of runsOf(rows)) {
    const table = run.flatMap((row) => row.toSorted((a, b) => a.x - b.x))
    const inTable = new Set(table)
    const place = Math.min(...table.map((line) => order.indexOf(line)))
    const before = order.slice(0, place).filter((line) => !inTable.has(line))
    const after = order.slice(place).filter((line) => !inTable.has(line))
    order.splice(0, order.length, ...before, ...table, ...after)
  }
  return order
}

/** Runs of rows below each other that are tables; a title or a total with one cell may stand in between. */
function runsOf<L extends LayoutLine>(rows: readonly L[][]): L[][][] {
  const runs: L[][][] = []
  let open: L[][] = []
  const close = () => {
    while (open.length > 0 && open.at(-1)!.length < 2) open.pop()
    const full = open.filter((row) => row.length >= 2)
    const values = full.flatMap((row) => row.toSorted((a, b) => a.x - b.x).slice(1))
    const numbers = values.filter((line) => isNumber(line.words.map((word) => word.text).join(' '))).length
    if (full.length >= fewestRows && numbers >= leastNumbers * values.length) runs.push(open)
    open = []
  }
  for (const row of rows) {
    const last = open.at(-1)
    if (last && row[0]!.y - last[0]!.y > 4 * last[0]!.height) close()
    if (row.length >= 2 || open.length > 0) open.push(row)
  }
  close()
  return runs
}

function isBeside(one: LayoutLine, other: LayoutLine): boolean {
  const apart = Math.max(other.x - one.x - one.width, one.x - other.x - other.width)
  const shared = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return apart > 0 && shared > 0.5 * Math.min(one.height, other.height)
}

function middle({ y, height }: LayoutLine): number {
  return y + height / 2
}
