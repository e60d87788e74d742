import type { Answer, Citation } from '../../contract/answers'
import { markerPattern, numbersOf } from './cite'

/** Readers see 1, 2, 3 in the order they read; a model sees the numbers of its prompt. */
export interface Numbering {
  /** A piece of the text as it streams, with the numbers readers see; a marker that is not whole yet is held back. */
  read(piece: string): string
  /** What was held back. */
  rest(): string
  /** The number readers see for one of the prompt. */
  of(n: number): number
  /** How many numbers were met so far: more than before means that `of` has changed. */
  met(): number
}

/** Longest run of characters that may become a marker. */
const longestMarker = 24

/** Numbers passages by the order in which a text first cites them; those it does not cite follow. */
export function createNumbering(known: readonly number[]): Numbering {
  const places = new Map<number, number>()
  const isKnown = new Set(known)
  let held = ''
  const meet = (text: string) =>
    text.replace(markerPattern, (whole, ...groups: (string | undefined)[]) => {
      const numbers = numbersOf(groups[0] ?? groups[1] ?? '').filter((n) => isKnown.has(n))
      // A number nobody gave leads nowhere.
      if (numbers.length === 0) return ''
      for (const n of numbers) if (!places.has(n)) places.set(n, places.size + 1)
      return (/^[ \t]/u.test(whole) ? ' ' : '') + numbers.map((n) => `[${places.get(n)}]`).join('')
    })
  return {
    read(piece) {
      const text = held + piece
      const open = /[ \t]*[[【][^\]】]*$/u.exec(text)
      const isWaiting = open !== null && open[0].trim().length <= longestMarker
      held = isWaiting ? open[0] : ''
      return meet(isWaiting ? text.slice(0, open.index) : text)
    },
    rest() {
      const text = meet(held)
      held = ''
      return text
    },
    of(n) {
      const place = places.get(n)
      if (place !== undefined) return place
      return places.size + 1 + known.filter((one) => !places.has(one)).indexOf(n)
    },
    met: () => places.size,
  }
}

/** An answer whose numbers count from 1 as they appear in it. */
export function inReadingOrder<A extends Pick<Answer, 'answer' | 'claims' | 'citations'>>(whole: A): A {
  const numbering = createNumbering(whole.citations.map(({ n }) => n))
  const answer = numbering.read(whole.answer) + numbering.rest()
  return {
    ...whole,
    answer,
    claims: whole.claims.map((claim) => ({
      ...claim,
      citations: claim.citations.map(numbering.of),
      ...(claim.quotes ? { quotes: renumbered(claim.quotes, numbering) } : {}),
    })),
    citations: renumbered(whole.citations, numbering),
  }
}

/** Citations with the numbers readers see, in their order. */
export function renumbered(citations: readonly Citation[], { of }: Pick<Numbering, 'of'>): Citation[] {
  return citations.map((one) => ({ ...one, n: of(one.n) })).toSorted((a, b) => a.n - b.n)
}

/**
 * The events of an answer that streams, with the numbers readers see; what may be cited is told again whenever a number is met.
 */
export async function* streamedInOrder(
  pieces: AsyncIterable<string>,
  citations: readonly Citation[],
): AsyncGenerator<{ type: 'passages'; citations: Citation[] } | { type: 'text'; text: string }> {
  const numbering = createNumbering(citations.map(({ n }) => n))
  let met = 0
  function* told(text: string) {
    if (numbering.met() > met) yield { type: 'passages' as const, citations: renumbered(citations, numbering) }
    met = numbering.met()
    if (text) yield { type: 'text' as const, text }
  }
  for await (const piece of pieces) yield* told(numbering.read(piece))
  yield* told(numbering.rest())
}
