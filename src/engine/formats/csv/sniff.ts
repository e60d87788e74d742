import { RecordParser } from './records'

/** How the records of a text are parted. */
export interface Dialect {
  delimiter: string
  /** Fields most records have. */
  columns: number
  /** Share of the records that have as many. */
  share: number
  /** Records that were looked at. */
  records: number
  /** Characters of a field on average. */
  width: number
}

const delimiters = [',', ';', '\t', '|']
const sample = 200

/** What Excel writes above the records to say how they are parted. */
export const declaredDelimiter = /^\ufeff?sep=([^\n])\n/i

/** The delimiter under which most records have the same number of fields, two at least; null where none parts the text that way. `whole`: nothing follows it. */
export function sniff(text: string, { whole }: { whole: boolean }): Dialect | null {
  const declared = declaredDelimiter.exec(text)
  const body = declared ? text.slice(declared[0].length) : text
  const found = (declared ? [declared[1]!] : delimiters).map((delimiter) => dialectOf(body, delimiter, whole)).filter((one) => one !== null)
  return found.toSorted((a, b) => weight(b) - weight(a))[0] ?? null
}

/** Agreement counts most; of delimiters that agree as well, the one that parts more. */
function weight({ share, columns }: Dialect): number {
  return Math.round(share * 20) + 1 - 1 / columns
}

function dialectOf(text: string, delimiter: string, whole: boolean): Dialect | null {
  const parser = new RecordParser(delimiter)
  const all = parser.push(text)
  if (whole) all.push(...parser.end())
  const records = all.filter((fields) => fields.some((field) => field.trim() !== '')).slice(0, sample)
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [columns, times] = [...counts].filter(([count]) => count > 1).toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0]
  if (columns < 2) return null
  const fields = records.flat()
  const width = fields.reduce((sum, field) => sum + field.length, 0) / fields.length
  return { delimiter, columns, share: times / records.length, records: records.length, width }
}
