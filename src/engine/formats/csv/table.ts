import { plainLayout, type Cell, type CellKind, type Sheet, type SheetSource } from '../sheets/cells'
import { Row } from '../sheets/row'
import { onOneLine } from '../sheets/sheetWriter'
import { readText } from './readText'
import { RecordParser } from './records'
import { declaredDelimiter } from './sniff'

interface TextTableInput {
  path: string
  encoding: string
  delimiter: string
  signal: AbortSignal
}

/** The records of a text file as a sheet without a name: the number of a row is that of its record, as spreadsheets count them. */
export function textTable(input: TextTableInput): SheetSource {
  return {
    async *sheets(from) {
      if (from === 0) yield { name: '', only: true, layout: plainLayout(), rows: rowsOf(input) } satisfies Sheet
    },
    close: () => {},
  }
}

async function* rowsOf({ path, encoding, delimiter, signal }: TextTableInput): AsyncGenerator<Row[]> {
  const parser = new RecordParser(delimiter)
  let row = 0
  const asRows = (records: readonly string[][]): Row[] => {
    const rows: Row[] = []
    for (const fields of records) {
      row++
      const cells = cellsOf(fields)
      if (cells.length > 0) rows.push(new Row({ row }, cells))
    }
    return rows
  }
  let isFirst = true
  for await (const text of readText(path, encoding, { signal })) {
    yield asRows(parser.push(isFirst ? text.replace(declaredDelimiter, '') : text))
    isFirst = false
  }
  yield asRows(parser.end())
}

function cellsOf(fields: readonly string[]): Cell[] {
  const cells: Cell[] = []
  for (const [i, field] of fields.entries()) {
    const text = onOneLine(field)
    if (text !== '') cells.push({ column: i + 1, text, kind: kindOf(text) })
  }
  return cells
}

/** Numbers with or without currency, grouping and per cent sign; dates; truth. Only the search for headers asks. */
function kindOf(text: string): CellKind {
  const first = text.charCodeAt(0)
  if (first > 57 && first < 128 && !/^(true|false|[A-Z]{3} ?\d)/i.test(text)) return 'text'
  if (text.length > 40) return 'text'
  if (/^(\d{4}-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-]\d{2,4})([T ]\d\d?:\d\d.*)?$|^\d\d?:\d\d(:\d\d)?$/.test(text)) return 'date'
  if (/^\(?[+-]?([A-Z]{3}|[$€£¥])? ?[+-]?(\d[\d.,' \u00a0\u202f]*|\.\d+)(e[+-]?\d+)?\)? ?(%|‰|[$€£¥]|[A-Z]{3})?$/i.test(text))
    return 'number'
  return /^(true|false)$/i.test(text) ? 'truth' : 'text'
}
