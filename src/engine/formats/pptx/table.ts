import type { TableCell } from '../docx/tableText'
import { child, children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { lineOf, type TextLook } from './textBody'

/** The cells of a table of DrawingML; those that a neighbour reaches over are part of that neighbour. */
export function tableRows(table: XmlElement, look: TextLook = {}): TableCell[][] {
  return children(table, 'a:tr').map((row) =>
    children(row, 'a:tc')
      .filter(({ attributes }) => !isSet(attributes.hMerge))
      .map((cell) => ({
        text: lineOf(child(cell, 'a:txBody'), look),
        span: Math.min(Math.max(1, Number(cell.attributes.gridSpan) || 1), 1_000),
        continues: isSet(cell.attributes.vMerge),
      })),
  )
}

function isSet(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}
