import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import type { FileHead } from '../../format'
import { plainLayout, type Cell, type SheetSource } from '../sheets/cells'
import { NumberFormats } from '../sheets/numberFormats'
import { Row } from '../sheets/row'
import { onOneLine } from '../sheets/sheetWriter'

/** Largest workbook of these: one of 1992 has 16,384 rows at most, and SheetJS keeps all of it in memory, forty times its size. */
const maxBytes = 4 * 1024 * 1024

/** Workbooks of Excel 2 to 4: records without a compound file around them, the first of which says so. */
export function isOldest({ bytes, encoding }: FileHead): boolean {
  return encoding === null && bytes[0] === 0x09 && [0, 2, 4].includes(bytes[1]!) && [4, 6].includes(bytes[2]!) && bytes[3] === 0
}

/** The sheets of a workbook of Excel 2 to 4. Throws DOCUMENT_TOO_LARGE, DOCUMENT_CORRUPT. */
export async function oldestWorkbook(path: string): Promise<SheetSource> {
  const { size } = await stat(path)
  if (size > maxBytes)
    throw new AppError('DOCUMENT_TOO_LARGE', `A workbook of Excel 4 or before may have ${maxBytes >> 20} MB: save it as XLSX and add that.`)
  const { read } = await import('xlsx')
  const formats = await NumberFormats.load()
  const bytes = await readFile(path)
  const { SheetNames: names, Sheets: sheets } = attempt(() => read(bytes, { type: 'buffer', dense: true, cellNF: true, cellHTML: false }))
  return {
    async *sheets(from) {
      for (const name of names.slice(from)) {
        const rows = (sheets[name] as unknown as (SheetJsCell | undefined)[][]).map((cells, i) => rowOf(i + 1, cells ?? [], formats))
        yield { name, layout: plainLayout(), rows: inOne(rows.filter((row) => row !== null)) }
      }
    },
    close: () => {},
  }
}

interface SheetJsCell {
  v?: string | number | boolean
  /** b, e, n or s. */
  t: string
  /** Number format. */
  z?: string
  /** As shown, for errors. */
  w?: string
}

async function* inOne(rows: Row[]): AsyncGenerator<Row[]> {
  yield rows
}

function rowOf(row: number, found: readonly (SheetJsCell | undefined)[], formats: NumberFormats): Row | null {
  const cells: Cell[] = []
  for (const [i, cell] of found.entries()) {
    if (!cell || cell.v === undefined) continue
    const shown = shownOf(cell, formats)
    const text = onOneLine(shown.text)
    if (text !== '') cells.push({ column: i + 1, text, kind: shown.kind })
  }
  return cells.length > 0 ? new Row({ row }, cells) : null
}

function shownOf({ v, t, z, w }: SheetJsCell, formats: NumberFormats): Pick<Cell, 'text' | 'kind'> {
  if (t === 'n') return formats.ofCode(z ?? 'General')(Number(v))
  if (t === 'b') return { text: v ? 'TRUE' : 'FALSE', kind: 'truth' }
  return t === 'e' ? { text: w ?? '#ERROR!', kind: 'error' } : { text: String(v), kind: 'text' }
}

function attempt<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new AppError(
      'DOCUMENT_CORRUPT',
      'This is no readable workbook of Excel 4 or before: open it in Excel or LibreOffice and save it as XLSX.',
      {
        cause,
      },
    )
  }
}
