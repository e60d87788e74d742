import type { EgressEntry } from '../../contract/egress'

const head = ['time', 'host', 'purpose', 'outcome', 'requests', 'bytes sent', 'bytes received', 'documents']

/** A ledger as CSV (RFC 4180): every cell in quotes, and none that a spreadsheet would take for a formula. */
export function ledgerTable(entries: readonly EgressEntry[]): string {
  const rows = entries.map((one) => [
    one.at,
    one.host,
    one.purpose,
    one.outcome,
    one.requests,
    one.sent,
    one.received,
    one.documents.map(({ id, name }) => name ?? `removed (${id})`).join('; '),
  ])
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** A cell that begins with one of these is a formula to some spreadsheet, in full width too; an apostrophe makes it text. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

function cell(value: string | number): string {
  const text = String(value)
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
