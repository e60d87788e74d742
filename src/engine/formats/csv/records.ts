import { AppError } from '../../../contract/errors'

/** Longest record with quotes that span lines, and how many that are longer before quotes are taken for letters. */
const longestQuoted = 128 * 1024
const mostUnclosed = 20
/** Longest line. */
const longestLine = 16 * 1024 * 1024

/**
 * Takes text with LF line ends apart into records, some at a time. Fields may be quoted, with doubled quotes and line ends in them; a quote
 * that is never closed is a letter. An empty line is a record without fields.
 */
export class RecordParser {
  private readonly delimiter: string
  private rest = ''
  private unclosed = 0

  constructor(delimiter: string) {
    this.delimiter = delimiter
  }

  /** The records that are complete with this piece of text. Throws DOCUMENT_TOO_LARGE for a line without end. */
  push(text: string): string[][] {
    return this.take(this.rest + text, false)
  }

  /** What is left. */
  end(): string[][] {
    return this.take(this.rest, true)
  }

  private take(text: string, isEnd: boolean): string[][] {
    const records: string[][] = []
    let at = 0
    let quote = this.unclosed < mostUnclosed ? text.indexOf('"') : -1
    while (at < text.length) {
      const lineEnd = text.indexOf('\n', at)
      if (lineEnd < 0 && !isEnd) break
      const end = lineEnd < 0 ? text.length : lineEnd
      if (quote >= 0 && quote < at) quote = this.unclosed < mostUnclosed ? text.indexOf('"', at) : -1
      const quoted = quote >= 0 && quote < end ? quotedRecord(text, at, this.delimiter, isEnd) : null
      if (quoted) {
        records.push(quoted.fields)
        at = quoted.next
        continue
      }
      if (quote >= 0 && quote < end) {
        if (!isEnd && text.length - at < longestQuoted) break
        this.unclosed++
      }
      records.push(end === at ? [] : text.slice(at, end).split(this.delimiter))
      at = end + 1
    }
    this.rest = text.slice(at)
    if (this.rest.length > longestLine)
      throw new AppError('DOCUMENT_TOO_LARGE', `A line is longer than ${longestLine >> 20} million characters: check the original.`)
    return records
  }
}

/** The record that begins at `from`, with quoted fields; null where a quote is not closed in the text. */
function quotedRecord(text: string, from: number, delimiter: string, isEnd: boolean): { fields: string[]; next: number } | null {
  const fields: string[] = []
  for (let at = from; ;) {
    const field = quoteAt(text, at) < 0 ? plainField(text, at, delimiter) : quotedField(text, quoteAt(text, at), delimiter)
    if (!field || (field.end >= text.length && !isEnd) || field.end - from > longestQuoted) return null
    fields.push(field.value)
    if (field.end >= text.length || text[field.end] === '\n') return { fields, next: field.end + 1 }
    at = field.end + 1
  }
}

interface Field {
  value: string
  /** Where its delimiter, its line end or the end of the text stands. */
  end: number
}

/** Where the quote stands that opens the field, after nothing but blanks; -1 where it has none. */
function quoteAt(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at++
  return text[at] === '"' ? at : -1
}

function plainField(text: string, from: number, delimiter: string): Field {
  const end = endOfField(text, from, delimiter)
  return { value: text.slice(from, end), end }
}

/** A closing quote stands before a delimiter or a line end; others are doubled, or letters. */
function quotedField(text: string, quote: number, delimiter: string): Field | null {
  let value = ''
  for (let at = quote + 1; ;) {
    const next = text.indexOf('"', at)
    if (next < 0 || next - quote > longestQuoted) return null
    value += text.slice(at, next)
    at = next + 1
    if (text[at] === '"') {
      value += '"'
      at++
      continue
    }
    let end = at
    while (text[end] === ' ') end++
    if (end >= text.length || text[end] === '\n' || text[end] === delimiter) return { value, end }
    value += '"'
  }
}

function endOfField(text: string, from: number, delimiter: string): number {
  for (let at = from; ; at++) if (at >= text.length || text[at] === delimiter || text[at] === '\n') return at
}
