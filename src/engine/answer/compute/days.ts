import type { Language } from '../language'
import type { Comparison } from './wish'
import { dayOf } from './values'

/*
 * Times a question names as a condition: “in February 2026”, “after 2026-02-01”, “from January to March 2026”. A time without a year is none.
 */

/** Rows of a time: their day, as long as `value` is, stands so to it. */
export interface DayCondition {
  sign: Comparison['sign']
  /** 2026, 2026-02 or 2026-02-01. */
  value: string
}

const month =
  '(?:jan(?:uary|uar|vier|v)?|enero|ene|feb(?:ruary|ruar|rero)?|fevrier|fevr?|mar(?:ch|s|zo|z)?|apr(?:il)?|avril|abril|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|aout|agosto|sep(?:t(?:ember|embre|iembre)?)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|nov(?:ember|embre|iembre)?|dec(?:ember|embre)?|dez(?:ember)?|dic(?:iembre)?)(?![\\p{L}])'
const dayAhead = '(?:\\d{1,2}(?:\\.|st|nd|rd|th|er)?\\s+(?:de\\s+|of\\s+)?)?'
const year = '(?:19|20)\\d{2}(?![\\d.,-])(?!\\s*(?:[$€£¥%]|euros?|eur|dollars?|usd|pounds?|gbp|francs?|chf))'
const day = `(?:\\d{4}-\\d{2}(?:-\\d{2})?(?![\\d-])|\\d{1,2}\\.\\d{1,2}\\.\\d{4}|${dayAhead}${month}\\.?\\s+(?:\\d{1,2}(?:st|nd|rd|th)?,?\\s+)?(?:de\\s+|of\\s+)?(?:19|20)\\d{2})`
const start = '(?<![\\p{L}\\p{N}])'

/** What stands before a time and says how rows stand to it, and between the two ends of a span. */
const said: Record<Language, { signs: Record<DayCondition['sign'], string>; from: string; to: string }> = {
  en: {
    signs: {
      '>=': 'since|from|starting(?: in| on| from)?|on or after',
      '<=': 'until|till|up to|through|on or before',
      '>': 'after|later than',
      '<': 'before|earlier than|prior to',
      '=': 'in|on|during|of|for|dated',
    },
    from: 'between|from',
    to: 'and|to|until|till|through|-|–',
  },
  de: {
    signs: { '>=': 'seit(?: dem)?|ab(?: dem)?', '<=': 'bis(?: zum)?', '>': 'nach(?: dem)?', '<': 'vor(?: dem)?', '=': 'im|in|am|vom' },
    from: 'zwischen(?: dem)?|von|vom',
    to: 'und(?: dem)?|bis(?: zum)?|-|–',
  },
  fr: {
    signs: {
      '>=': 'depuis(?: le)?|a partir d[eu]',
      '<=': "jusqu'? ?(?:a|en|au)",
      '>': 'apres(?: le)?',
      '<': 'avant(?: le)?',
      '=': 'en|le|du|de',
    },
    from: 'entre(?: le)?|de|du',
    to: 'et(?: le)?|a|au|-|–',
  },
  es: {
    signs: {
      '>=': 'desde(?: el)?|a partir del?',
      '<=': 'hasta(?: el)?',
      '>': 'despues del?|tras',
      '<': 'antes del?',
      '=': 'en|el|del?|durante',
    },
    from: 'entre(?: el)?|del?|desde(?: el)?',
    to: 'y(?: el)?|al?|hasta(?: el)?|-|–',
  },
}

/** The times a question in folded letters names; `say` is told which characters they take. */
export function daysIn(asking: string, language: Language, say: (start: number, end: number) => void): DayCondition[] {
  const { signs, from, to } = said[language]
  const found: DayCondition[] = []
  let left = asking
  const take = (match: RegExpExecArray) => {
    say(match.index, match.index + match[0].length)
    left = left.slice(0, match.index) + ' '.repeat(match[0].length) + left.slice(match.index + match[0].length)
  }
  const ends = `(${day}|${year})`
  const span = new RegExp(`${start}(?:${from})\\s+(${day}|${year}|${dayAhead}${month})\\s*(?:${to})\\s*${ends}`, 'u').exec(left)
  const [first, last] = span ? [dayFrom(span[1]!) ?? dayFrom(`${span[1]!} ${/\d{4}/u.exec(span[2]!)?.[0]}`), dayFrom(span[2]!)] : []
  if (span && first && last) {
    found.push({ sign: '>=', value: first }, { sign: '<=', value: last })
    take(span)
  }
  for (const sign of Object.keys(signs) as DayCondition['sign'][]) {
    // A bare year is one where a word of time stands before it; “in 2026” is read with the columns in sight, which may be named by it.
    const bare = sign === '>' || sign === '<' || (sign === '>=' && found.length === 0) ? ends : `(${day})`
    const pattern = new RegExp(`${start}${sign === '=' ? `(?:(?:${signs[sign]})\\s+)?` : `(?:${signs[sign]})\\s+`}${bare}`, 'u')
    for (let match = pattern.exec(left); match; match = pattern.exec(left)) {
      const value = dayFrom(match[1]!)
      if (!value) break
      found.push({ sign, value })
      take(match)
    }
  }
  return found
}

function dayFrom(text: string): string | null {
  const plain = text.replace(/(\d)(?:st|nd|rd|th)/u, '$1').replaceAll(/\bof\s+/gu, '')
  return /^\d{4}$/u.test(plain) ? plain : dayOf(plain)
}
