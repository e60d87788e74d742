import { at, below, child, children, textOf } from '../docx/xmlQuery'
import { parseXml, type XmlElement } from '../docx/xmlTree'
import { gridOf } from '../docx/tableText'
import type { Chart } from '../pptx/chart'
import type { OdfPackage } from './odfPackage'
import { odfRows } from './odfTable'

const mostObjects = 500

/** Charts and sheets that stand in the document, by the name of their folder in the package. A damaged one is left out. */
export async function objectsOf(pack: OdfPackage, context: { signal: AbortSignal }): Promise<Map<string, Chart>> {
  const objects = new Map<string, Chart>()
  const parts = pack.names().filter((name) => /^[^/]+\/content\.xml$/.test(name))
  for (const name of parts.slice(0, mostObjects)) {
    const bytes = await pack.part(name, context)
    const root = bytes && (await parseXml(bytes, { part: name }).catch(() => null))
    const object = root && tablesOf(root)
    if (object) objects.set(name.slice(0, name.indexOf('/')), object)
  }
  return objects
}

/** The numbers of a chart, or the tables of a sheet. */
function tablesOf(root: XmlElement): Chart | null {
  const body = child(root, 'office:body')
  const chart = at(body, 'office:chart', 'chart:chart')
  const holder = chart ?? child(body, 'office:spreadsheet')
  if (!holder) return null
  const title = textOf(child(chart, 'chart:title')).trim()
  const tables = Array.from(below(holder, 'table:table'), (table) => gridOf(odfRows(table, cellText).map((row) => row.cells)))
  return { title, grids: tables.map((grid) => withoutEmptyEnds(grid)).filter((grid) => grid.length > 1) }
}

function cellText(cell: XmlElement): string {
  const text = children(cell, 'text:p').map(textOf).join(' ').trim()
  return text || (cell.attributes['office:value'] ?? '')
}

function withoutEmptyEnds(grid: readonly string[][]): string[][] {
  return grid.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1)).filter((row) => row.length > 0)
}
