import type { CellKind, CellReason } from './cells'

/** A number as a reader of the sheet sees it. */
export interface ShownNumber {
  text: string
  kind: CellKind
  hidden?: CellReason
}

/** Shows a number in one way. */
export type NumberFormat = (value: number) => ShownNumber

/** What ssf offers of SheetJS's number formats. */
type Ssf = typeof import('ssf')

/** Formats the files name by number alone; those of East Asia are dates everywhere. */
const eastAsianDates = new Set([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58])
const eastAsianTimes = new Set([32, 33, 34, 35])
/** Longest number that is shown with all its digits. */
const allDigits = 14
/** A date shown in more characters is no date: the format repeats itself. */
const longestShown = 255

/** Number formats of a workbook: `ofCode` by their code, `ofId` by their number. Dates count from 1904 in workbooks of old Macs. */
export class NumberFormats {
  private readonly ssf: Ssf
  private readonly date1904: boolean
  private readonly byCode = new Map<string, NumberFormat>()

  private constructor(ssf: Ssf, date1904: boolean) {
    this.ssf = ssf
    this.date1904 = date1904
  }

  static async load({ date1904 = false } = {}): Promise<NumberFormats> {
    const ssf = await import('ssf')
    return new NumberFormats((ssf as unknown as { default?: Ssf }).default ?? ssf, date1904)
  }

  ofId(id: number): NumberFormat {
    if (eastAsianDates.has(id)) return this.ofCode('yyyy-mm-dd')
    if (eastAsianTimes.has(id)) return this.ofCode('hh:mm:ss')
    return this.ofCode(this.ssf.get_table()[id] ?? 'General')
  }

  ofCode(code: string): NumberFormat {
    const known = this.byCode.get(code)
    if (known) return known
    const format = this.create(code.slice(0, 1_000))
    this.byCode.set(code, format)
    return format
  }

  private create(code: string): NumberFormat {
    if (/^(general|@|standard)$/i.test(code)) return (value) => ({ text: generalNumber(this.ssf, value), kind: 'number' })
    const general = this.ofCode('General')
    if (isInvisible(code)) return (value) => ({ ...general(value), hidden: 'number format that shows nothing' })
    const date = datePattern(code)
    return date ? this.dateFormat(code, date) : this.numberFormat(code)
  }

  /** What a format makes of a value; the plain number where the format makes no sense. */
  private shown(code: string, value: number): string {
    try {
      const text = this.ssf.format(code, value, { date1904: this.date1904 }).trim()
      return text.length <= longestShown ? text : generalNumber(this.ssf, value)
    } catch {
      return generalNumber(this.ssf, value)
    }
  }

  private numberFormat(code: string): NumberFormat {
    return (value) => {
      try {
        return { text: this.ssf.format(code, asDecimal(value)).replace(/\s+/g, ' ').trim(), kind: 'number' }
      } catch {
        return { text: generalNumber(this.ssf, value), kind: 'number' }
      }
    }
  }

  /** Dates with a day as 2024-03-15 whatever their format, for 03/04 is two days in two countries. */
  private dateFormat(code: string, pattern: DatePattern): NumberFormat {
    return (value) => {
      // Rounded to the second before it is taken apart: 23:59:59.9999 is midnight.
      const date = this.ssf.parse_date_code(Math.round(value * 86_400) / 86_400, { date1904: this.date1904 })
      if (!date || value < 0) return { text: generalNumber(this.ssf, value), kind: 'number' }
      const parts: string[] = []
      if (pattern.day) parts.push(`${date.y}-${two(date.m)}-${two(date.d)}`)
      else if (pattern.month && pattern.year) parts.push(`${months[date.m - 1]} ${date.y}`)
      else if (pattern.year) parts.push(String(date.y))
      if (pattern.time) parts.push(`${two(date.H)}:${two(date.M)}${pattern.seconds ? `:${two(date.S)}` : ''}`)
      const asShown = () => this.shown(code, value)
      return { text: parts.length > 0 && !pattern.elapsed ? parts.join(' ') : asShown(), kind: 'date' }
    }
  }
}

/** 1.005 is a little less in binary, and yet 1.01 to whoever rounds it: spreadsheets round what they show in decimals. */
function asDecimal(value: number): number {
  return Number.isInteger(value) ? value : value * (1 + 1e-15)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** A number without the dust of binary fractions; whole ones stay whole, those with endless digits get the eleven that Excel shows. */
function generalNumber(ssf: Ssf, value: number): string {
  // Accounts, articles and devices have numbers of 15 and 16 digits, of which a sheet shows six and keeps all.
  if (Number.isInteger(value) && Math.abs(value) <= 2 ** 53) return String(value)
  const exact = String(Number(value.toPrecision(15)))
  return exact.length <= allDigits ? exact : ssf.format('General', value)
}

/** A format whose sections are all empty, as ;;; is. */
function isInvisible(code: string): boolean {
  return /^(\[[^\]]*\])*(;(\[[^\]]*\])*){2,3}$/.test(code.trim())
}

/** What of a date a format shows. */
interface DatePattern {
  year: boolean
  month: boolean
  day: boolean
  time: boolean
  seconds: boolean
  /** Hours that go on beyond 24. */
  elapsed: boolean
}

/** The parts of a date or time that a format code shows; null for formats of plain numbers. */
function datePattern(code: string): DatePattern | null {
  const first = code
    .replace(/"[^"]*"?|\\.|_.|\*./g, ' ')
    .split(';', 1)[0]!
    .toLowerCase()
  const elapsed = /\[(h+|m+|s+)\]/.test(first)
  const plain = first.replace(/\[[^\]]*\]|general|am\/pm|a\/p/g, ' ')
  if (!elapsed && (!/[ymdhs]/.test(plain) || /[#?]/.test(plain))) return null
  // An m beside hours or seconds means minutes.
  const withoutMinutes = plain.replace(/(h[^a-z]*)m{1,2}(?!m)/g, '$1').replace(/(?<!m)m{1,2}([^a-z]*s)/g, '$1')
  const year = /[yebg]/.test(plain)
  const month = withoutMinutes.includes('m')
  const day = plain.includes('d') && (month || year)
  const time = /[hs]/.test(plain)
  return { year, month, day, time, seconds: plain.includes('s'), elapsed }
}
