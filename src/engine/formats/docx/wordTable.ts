import type { TableCell } from './tableText'
import { child, children, isElement } from './xmlQuery'
import type { XmlElement } from './xmlTree'
import { isSet, isShade, valueOf } from './wordStyles'

/** A row of a table with its cells, to be read again where the table only lays them out. */
export interface WordRow {
  cells: TableCell[]
  elements: XmlElement[]
}

const mostColumns = 1_000

/** Children of a name, also those that a content control, a tag or a tracked insertion encloses. */
export function* members(element: XmlElement, name: string): Generator<XmlElement> {
  for (const node of element.children) {
    if (!isElement(node)) continue
    if (node.name === name) yield node
    else if (/^w:(sdt|sdtContent|customXml|ins|moveTo)$/.test(node.name)) yield* members(node, name)
  }
}

/** A row; null for one that was deleted. `textOf` gives the text of a cell on one line. */
export function wordRow(row: XmlElement, textOf: (cell: XmlElement, properties: XmlElement | undefined) => string): WordRow | null {
  const properties = child(row, 'w:trPr')
  if (child(properties, 'w:del')) return null
  const elements = Array.from(members(row, 'w:tc')).filter((cell) => !child(child(cell, 'w:tcPr'), 'w:cellDel'))
  const cells: TableCell[] = []
  const before = Math.min(Number(valueOf(child(properties, 'w:gridBefore'))) || 0, mostColumns)
  if (before > 0) cells.push({ text: '', span: before, continues: false })
  for (const cell of elements) {
    const own = child(cell, 'w:tcPr')
    const span = Math.min(Math.max(1, Number(valueOf(child(own, 'w:gridSpan'))) || 1), mostColumns)
    const merge = child(own, 'w:vMerge')
    const continues = merge !== undefined && (valueOf(merge) ?? 'continue') === 'continue'
    if (valueOf(child(own, 'w:hMerge')) === 'continue' && cells.length > 0) cells.at(-1)!.span += span
    else cells.push({ text: continues ? '' : textOf(cell, own), span, continues })
  }
  return { cells, elements }
}

/** Whether a cell has a colour of its own. */
export function isShadedCell(properties: XmlElement | undefined): boolean {
  const shade = child(properties, 'w:shd')
  return shade !== undefined && isShade(shade)
}

export function isHiddenRow(row: XmlElement): boolean {
  return isSet(child(child(row, 'w:trPr'), 'w:hidden'))
}

/** Whether anything in the properties of a table shades it. */
export function isShadedTable(properties: XmlElement | undefined): boolean {
  return children(properties, 'w:shd').some(isShade)
}
