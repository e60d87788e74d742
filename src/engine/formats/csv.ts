import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { sniff, type Dialect } from './csv/sniff'
import { textTable } from './csv/table'
import { looksLikeHtml } from './html/looksLikeHtml'
import { openSheets } from './sheets/openSheets'
import { decodeText, maxTextBytes } from './text/decodeText'

const extensions = new Set(['csv', 'tsv', 'tab', 'psv'])
/** Extensions that say nothing, or that programs give to the tables they export. */
const others = new Set(['', 'txt', 'text', 'dat', 'asc', 'prn', 'xls', 'xlsx'])

/** Tables in text, parted by commas, semicolons, tabs or bars: a page of cells. What is parted into no columns is left to plain text. */
export const format: Format = {
  id: 'csv',
  mediaType: 'text/csv',
  place: 'cells',
  recognises(head) {
    const known = extensions.has(head.extension)
    if (head.encoding === null || head.detected || !(known || others.has(head.extension)) || looksLikeHtml(head)) return 0
    const dialect = dialectOf(head)
    if (known) return dialect && isTable(dialect) ? 3 : 0
    return dialect && isSurelyTable(dialect) ? 3 : 0
  },
  async open({ path, head }, context) {
    if (head.size > maxTextBytes)
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        `A table in text may have ${maxTextBytes >> 20} MB, this one has ${head.size >> 20} MB: split it.`,
      )
    const delimiter = dialectOf(head)?.delimiter ?? ','
    return openSheets(textTable({ path, encoding: head.encoding ?? 'utf-8', delimiter, signal: context.signal }), {
      ...context,
      maxCells: maxTextBytes / 8,
    })
  },
}

function dialectOf({ bytes, encoding, size }: FileHead): Dialect | null {
  try {
    const text = decodeText(bytes, encoding).replace(/\r\n?/g, '\n')
    return /^\s*[[{]/.test(text) ? null : sniff(text, { whole: bytes.length === size })
  } catch {
    return null
  }
}

/** Prose has commas too, but never as many in each line, nor so few letters between them. */
function isTable({ columns, share, width }: Dialect): boolean {
  return share >= 0.6 && (columns > 2 || width < 80)
}

function isSurelyTable({ delimiter, columns, share, records, width }: Dialect): boolean {
  return records >= 4 && share >= 0.95 && columns >= (delimiter === ',' ? 4 : 3) && width < 40
}
