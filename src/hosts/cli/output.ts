import { writeSync } from 'node:fs'

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Output {
  json: boolean
  /** The result: one JSON document with --json, else lines for people. */
  result(value: unknown, lines: () => string[]): void
  /** Raw text to stdout while an answer streams; nothing with --json. */
  stream(text: string): void
  /** A line to stderr. */
  note(line: string): void
  /** One line on stderr that is written over; on a pipe, a new line now and then. */
  progress(line: string | null): void
}

/** A pipe gets a line of progress at most this often. */
const pipeEveryMs = 2_000

export function createOutput(json: boolean): Output {
  const live = process.stderr.isTTY
  let last = 0
  let shown = false
  const clear = () => {
    if (live && shown) write(2, '\r\u001b[2K')
    shown = false
  }
  return {
    json,
    result: (value, lines) => {
      clear()
      write(
        1,
        json
          ? `${JSON.stringify(value)}\n`
          : lines()
              .map((line) => `${printable(line)}\n`)
              .join(''),
      )
    },
    stream: (text) => {
      clear()
      if (!json) write(1, printable(text))
    },
    note: (line) => {
      clear()
      write(2, `${printable(line)}\n`)
    },
    progress: (told) => {
      if (told === null) return clear()
      const line = printable(told).replaceAll('\n', ' ')
      if (live) {
        write(2, `\r\u001b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`)
        shown = true
      } else if (performance.now() - last >= pipeEveryMs) {
        last = performance.now()
        write(2, `${line}\n`)
      }
    },
  }
}

/** Writes at once, also right before the process ends; a reader that went away is no error of ours. */
function write(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
      else if (code === 'EPIPE') return
      else throw error
    }
  }
}

/** Text that cannot command a terminal: names and pages may hold control characters (ECMA-48 C0 and C1), and only tab and newline stay. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to find
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
}

/** Rows as aligned columns. */
export function table(rows: (string | number)[][]): string[] {
  const cells = rows.map((row) => row.map((cell) => String(cell).replaceAll(/\s+/g, ' ')))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  return cells.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** 1,234,567 bytes as 1.2 MB. */
export function readableBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}

/** Milliseconds as 42 s, 3 min 5 s or 3 h 39 min. */
export function readableTime(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const minutes = Math.round(seconds / 60)
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
