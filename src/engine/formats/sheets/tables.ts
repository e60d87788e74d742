import type { Sheet } from './cells'
import { headOf, type RegionHead } from './headers'
import { regionsOf, type Region } from './regions'
import type { Row } from './row'
import type { TableHeader } from './writeRegion'

/** A table that may go on below. */
export interface OpenTable {
  header: TableHeader
  bottom: number
}

/** A region as it is written: what belongs to it above and below is with it. */
export interface Table {
  region: Region
  head: RegionHead
  /** Names from a part of the sheet before. */
  header: TableHeader | null
}

/** Most empty rows within a table: what follows without names of its own goes on with it. */
const widestGap = 2
/** Lines above a table that are its title, and the length of one. */
const mostTitles = 3
const longestTitle = 120
/** Rows of names that may stand apart from what they name. */
const mostNames = 2

/** The regions of the rows; titles and names that stand apart, and what lies below without names of its own, are part of a table. */
export function tablesOf(rows: readonly Row[], sheet: Sheet, before: OpenTable | null): Table[] {
  const tables: Table[] = []
  let open = before
  for (const region of regionsOf(rows, sheet.layout.tables, { partColumns: !sheet.only })) {
    const table: Table = { region, head: headOf(region, sheet.layout, { trustFirst: sheet.only }), header: null }
    const last = tables.at(-1)
    if (open && continues(table, open)) {
      open.bottom = bottomOf(region)
      if (last) for (const row of region.rows) last.region.rows.push(row)
      else tables.push({ region, head: { titles: 0, header: 0, isDeclared: false }, header: { ...open.header, goesOn: true } })
      continue
    }
    const named = last && (titled(last, table) ?? headed(last, table, sheet))
    if (named) tables.pop()
    tables.push(named ?? table)
    open = openTable(tables.at(-1)!)
  }
  return tables
}

/** What may go on below: a table with names. */
function openTable({ region, head }: Table): OpenTable | null {
  const { left, right } = region
  if (head.header === 0 || right === left) return null
  return { header: { left, right, names: [], cells: { left, right, top: 0, bottom: 0 } }, bottom: bottomOf(region) }
}

/** A table with the lines above it that are nothing but its title; null where they are not. */
function titled({ region: above, header }: Table, { region, head }: Table): Table | null {
  const { rows, left, right } = above
  if (header || right > left || rows.length > mostTitles || region.right === region.left) return null
  if (left < region.left - 1 || left > region.right || !isNear(above, region)) return null
  if (!rows.every(({ first, length }) => first.kind === 'text' && length <= longestTitle)) return null
  return { region: joined(above, region), head: { ...head, titles: head.titles + rows.length }, header: null }
}

/** A table with the names above it that an empty row parts from it; null where they are not its names. */
function headed(
  { region: above, head: { titles, header: own }, header }: Table,
  { region, head }: Table,
  { layout, only }: Sheet,
): Table | null {
  const names = above.rows.slice(titles)
  if (header || above.declared || region.declared || own > 0 || head.header > 0 || head.titles > 0) return null
  if (names.length === 0 || names.length > mostNames || region.left < above.left || region.right > above.right || !isNear(above, region))
    return null
  const found = headOf(joined({ ...above, rows: names }, region), layout, { trustFirst: only })
  if (found.titles > 0 || found.header !== names.length) return null
  return { region: joined(above, region), head: { ...found, titles }, header: null }
}

function continues(
  { region: { left, right, rows, declared }, head: { header, titles } }: Table,
  { header: above, bottom }: OpenTable,
): boolean {
  if (declared || header > 0 || left < above.left || right > above.right) return false
  const gap = rows[0]!.row - bottom - 1
  return gap >= 0 && gap <= widestGap && rows.slice(titles).some(({ count }) => count > 1)
}

function isNear(above: Region, { rows }: Region): boolean {
  const gap = rows[0]!.row - bottomOf(above) - 1
  return gap >= 0 && gap <= widestGap
}

function joined(above: Region, region: Region): Region {
  const left = above.left < region.left && above.right > above.left ? above.left : region.left
  return { ...region, left, right: Math.max(above.right, region.right), rows: [...above.rows, ...region.rows] }
}

/** Last row of a region. */
export function bottomOf({ rows }: Region): number {
  return rows.at(-1)!.until
}
