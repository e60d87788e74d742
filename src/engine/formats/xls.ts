import type { FileHead, Format } from '../format'
import { openSheets } from './sheets/openSheets'
import { isOldest } from './xls/oldest'
import { binaryWorkbook } from './xls/workbook'
import { isXmlWorkbook, xmlWorkbook } from './xls/xmlWorkbook'

const extensions = new Set(['xls', 'xlt', 'xla', 'xlm', 'xlw', 'et'])

/** Excel workbooks of 1987 to 2003, binary or in one XML file: a page is a sheet, with its tables, notes and hidden parts. */
export const format: Format = {
  id: 'xls',
  mediaType: 'application/vnd.ms-excel',
  place: 'cells',
  recognises(head) {
    const known = extensions.has(head.extension)
    if (head.streams?.some((path) => /^(workbook|book)$/i.test(path)) || isBareWorkbook(head) || isOldest(head) || isXmlWorkbook(head))
      return known ? 3 : 2
    return known && head.detected?.extension === 'cfb' && !head.streams?.includes('EncryptedPackage') ? 1 : 0
  },
  async open(input, context) {
    return openSheets(await (isXmlWorkbook(input.head) ? xmlWorkbook(input.path) : binaryWorkbook(input)), context)
  },
}

/** Records without a compound file around them: the first says that a workbook begins, and how long it is itself. */
function isBareWorkbook({ bytes }: FileHead): boolean {
  return (
    bytes[0] === 0x09 &&
    bytes[1] === 0x08 &&
    (bytes[2] === 8 || bytes[2] === 16) &&
    bytes[3] === 0 &&
    bytes[5] !== undefined &&
    bytes[5] >= 5
  )
}
