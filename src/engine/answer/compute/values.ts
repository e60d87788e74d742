/*
 * What a cell of a table is: a number with its unit, a day, or words. Numbers are written in many ways; how a column writes its decimals is
 * told from all of its cells, because 1.234 alone may be one thing or the other.
 */

import { folded } from '../language'

export type DecimalSign = '.' | ','

/** A number as a cell shows it. */
export interface CellNumber {
  value: number
  /** Currency or per cent, as written; '' where there is none. */
  unit: string
  /** Digits after the decimal sign. */
  decimals: number
}

const currency = '[$€£¥₹]|[A-Z]{3}(?![A-Za-z])|Fr\\.|kr'
const shape = new RegExp(
  `^(${currency})?\\s*([-+−–(]?)\\s*(${currency})?\\s*(\\d[\\d.,'’\\s\u00a0\u202f]*)\\s*(\\)|-)?\\s*(%|${currency})?(\\))?$`,
  'u',
)
const groups = /^\d{1,3}(?:[.,'’\s\u00a0\u202f]\d{3})+$/u

/** The number a cell shows, or null where it shows something else. `decimal` is how its column writes decimals. */
export function numberOf(text: string, decimal: DecimalSign): CellNumber | null {
  const found = shape.exec(text.trim())
  if (!found) return null
  const [, before, sign, between, digits, after, behind, closing] = found
  const read = digitsOf(digits!.trim(), decimal)
  if (!read) return null
  const isNegative = /[-−–(]/u.test(sign!) || after === '-' || (sign === '(' && (after === ')' || closing === ')'))
  return { value: isNegative ? -read.value : read.value, unit: before ?? between ?? behind ?? '', decimals: read.decimals }
}

function digitsOf(text: string, decimal: DecimalSign): { value: number; decimals: number } | null {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const isWhole = last < 0 || (groups.test(text) && text[last] !== decimal) || (text.match(/[.,]/gu)!.length > 1 && groups.test(text))
  const whole = isWhole ? text : text.slice(0, last)
  const fraction = isWhole ? '' : text.slice(last + 1)
  if (!/^\d*$/u.test(fraction) || (/[^\d]/u.test(whole) && !groups.test(whole))) return null
  const value = Number(`${whole.replace(/\D/gu, '')}.${fraction || '0'}`)
  return Number.isFinite(value) ? { value, decimals: fraction.length } : null
}

/** How a column writes its decimals: what cannot be groups of three decides; a point where nothing tells. */
export function decimalSignOf(cells: readonly string[]): DecimalSign {
  let comma = 0
  let point = 0
  for (const cell of cells) {
    const digits = /\d[\d.,'’\s\u00a0\u202f]*/u.exec(cell)?.[0].trim() ?? ''
    const [lastComma, lastPoint] = [digits.lastIndexOf(','), digits.lastIndexOf('.')]
    const hasBoth = lastComma >= 0 && lastPoint >= 0
    if (hasBoth ? lastComma > lastPoint : /^\d+,(?:\d{1,2}|\d{4,})$|^\d{1,3}(?:\.\d{3}){2,}$/u.test(digits)) comma++
    else if (hasBoth || /^\d+\.(?:\d{1,2}|\d{4,})$/u.test(digits)) point++
  }
  return comma > point ? ',' : '.'
}

const monthNames: readonly RegExp[] = [
  /^(?:jan|janv|ene)/u,
  /^(?:feb|fev)/u,
  /^mar|^marz/u,
  /^(?:apr|avr|abr)/u,
  /^(?:may|mai)/u,
  /^(?:jun|juin)/u,
  /^(?:jul|juil)/u,
  /^(?:aug|aou|ago)/u,
  /^(?:sep|set)/u,
  /^(?:oct|okt)/u,
  /^nov/u,
  /^(?:dec|dez|dic)/u,
]

/** In which order a column writes days with slashes; null where none of its cells tells. */
export type SlashOrder = 'day' | 'month' | null

export function slashOrderOf(cells: readonly string[]): SlashOrder {
  for (const cell of cells) {
    const [, first, second] = slashed.exec(cell.trim()) ?? []
    if (Number(first) > 12) return 'day'
    if (Number(second) > 12) return 'month'
  }
  return null
}

const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u

/** A day or a month as `2024-03-15` or `2024-03`, where a cell shows one that can be read in one way only. */
export function dayOf(text: string, order: SlashOrder = null): string | null {
  const cell = text.trim()
  const iso = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ]\d{2}:\d{2}.*)?$/u.exec(cell)
  if (iso) return [iso[1], iso[2], iso[3]].filter(Boolean).join('-')
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(cell)
  if (dotted) return dayFrom(dotted[3]!, dotted[2]!, dotted[1])
  const slashes = order && slashed.exec(cell)
  if (slashes) return order === 'day' ? dayFrom(slashes[3]!, slashes[2]!, slashes[1]) : dayFrom(slashes[3]!, slashes[1]!, slashes[2])
  const worded = /^(?:(\d{1,2})(?:\.|er|º)?\s+)?(?:de\s+)?(\p{L}{3,10})\.?\s+(?:de\s+)?(?:(\d{1,2}),?\s+)?(\d{4})$/iu.exec(cell)
  const name = worded && folded(worded[2]!)
  const month = name ? monthNames.findIndex((one) => one.test(name)) + 1 : 0
  return worded && month > 0 ? dayFrom(worded[4]!, String(month), worded[1] ?? worded[3]) : null
}

function dayFrom(year: string, month: string, day: string | undefined): string | null {
  if (Number(month) < 1 || Number(month) > 12 || (day !== undefined && Number(day) > 31)) return null
  return [year, month.padStart(2, '0'), day?.padStart(2, '0')].filter(Boolean).join('-')
}
