import type { Box, Span } from '../../contract/places'
import { boxesOf } from '../ingest/boxesOf'
import type { Page } from '../page'
import { type Sentence, sentencesOf } from './sentences'
import { headOf } from './tables'
import { coverage, type Support, supportOf } from './verify'

/** Sentences a quote has at most. */
const longestQuote = 3
/** A longer quote must hold this much more of the claim to be worth its length. */
const worthOfLength = 0.08
/** How much less of a claim a quote may hold than the best and still be chosen because it supports it. */
const nearlyAsMuch = 0.1
/** Share of a quote's words that must stand in a row on the page where it does not stand there exactly. */
export const foundThreshold = 0.85

export interface Quote extends Support {
  /** Characters of the passage's text. */
  start: number
  end: number
  text: string
}

/**
 * The span of a passage that supports a claim best: one sentence where one is enough, up to three in a row. What holds most of the
 * claim's words decides, so that a no beside them is not passed over; support only among those that hold nearly as much.
 */
export function bestQuote(claim: string, passage: string, background = ''): Quote | null {
  const windows = windowsOf(passage).map((window) => {
    const text = passage.slice(window.start, window.end)
    const score = coverage(claim, text + window.head)
    return { ...window, text, score, rank: score - worthOfLength * (window.sentences - 1) }
  })
  const most = Math.max(...windows.map((window) => window.rank))
  const near = windows.filter((window) => window.score > 0 && window.rank >= most - nearlyAsMuch).sort((a, b) => b.rank - a.rank)
  const judged = near.map(({ start, end, text, head }) => ({ start, end, text, ...supportOf(claim, text, { background, head }) }))
  return judged.find((quote) => quote.supported) ?? judged[0] ?? null
}

/** Runs of sentences; one that begins with a row of a table goes with the heads of its columns, which say what its cells are. */
function windowsOf(passage: string): (Sentence & { sentences: number; head: string })[] {
  const sentences = sentencesOf(passage)
  const lines = sentences.map(({ start, end }) => passage.slice(start, end))
  return sentences.flatMap(({ start }, first) => {
    const at = headOf(lines, first)
    const head = at < 0 ? '' : `\n${lines[at]}`
    return sentences.slice(first, first + longestQuote).map(({ end }, i) => ({ start, end, sentences: i + 1, head }))
  })
}

/** Where characters of a passage's text stand on the pages: its spans are joined by one newline each. */
export function spansWithin(spans: readonly Span[], { start, end }: Sentence): Span[] {
  const found: Span[] = []
  let at = 0
  for (const span of spans) {
    const length = span.end - span.start
    const from = Math.max(start - at, 0)
    const to = Math.min(end - at, length)
    if (from < to) found.push({ page: span.page, start: span.start + from, end: span.start + to })
    at += length + 1
  }
  return found
}

/** A quote as it was found on the pages. */
export interface FoundQuote {
  text: string
  spans: Span[]
  boxes: Box[]
}

/**
 * Looks for a quote in the text of its pages: where the spans say, then anywhere on the page, white space and typography aside, then
 * as a run of words of which `foundThreshold` are the same. Null where it is not there.
 */
export function findOnPages(quote: string, spans: readonly Span[], pages: ReadonlyMap<number, Page>): FoundQuote | null {
  const there = spans.map((span) => pages.get(span.page)?.text.slice(span.start, span.end))
  if (there.every((text) => text !== undefined) && plain(there.join('\n')) === plain(quote))
    return found(there.join('\n'), [...spans], pages)
  for (const page of new Set(spans.map((span) => span.page))) {
    const text = pages.get(page)?.text ?? ''
    const range = findExactly(quote, text) ?? findRoughly(quote, text)
    if (range) return found(text.slice(range.start, range.end), [{ page, ...range }], pages)
  }
  return null
}

function found(text: string, spans: Span[], pages: ReadonlyMap<number, Page>): FoundQuote {
  return { text, spans, boxes: spans.flatMap((span) => boxesOf(pages.get(span.page)!, span)) }
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u00ad]+/gu, '')
    .replace(/[‘’‚′]/gu, "'")
    .replace(/[“”„″«»]/gu, '"')
    .replace(/[‐‑–—−]/gu, '-')
    .toLowerCase()
}

function findExactly(quote: string, text: string): Sentence | null {
  const words = wordsIn(text)
  const wanted = wordsIn(quote).map((one) => one.plain)
  if (wanted.length === 0) return null
  for (let i = 0; i + wanted.length <= words.length; i++) {
    if (wanted.every((word, k) => words[i + k]!.plain === word)) return { start: words[i]!.start, end: words[i + wanted.length - 1]!.end }
  }
  return null
}

/** The stretch of as many words as the quote has that shares most of them, in order. */
function findRoughly(quote: string, text: string): Sentence | null {
  const words = wordsIn(text)
  const wanted = wordsIn(quote).map((one) => one.plain)
  if (wanted.length < 4) return null
  let best: { start: number; end: number; share: number } | null = null
  for (let i = 0; i < words.length; i++) {
    if (words[i]!.plain !== wanted[0] && words[i]!.plain !== wanted[1]) continue
    const window = words.slice(i, i + wanted.length)
    const share =
      inOrder(
        wanted,
        window.map((one) => one.plain),
      ) / wanted.length
    if (share >= foundThreshold && (!best || share > best.share)) best = { start: window[0]!.start, end: window.at(-1)!.end, share }
  }
  return best && { start: best.start, end: best.end }
}

/** Length of the longest common subsequence. */
function inOrder(a: readonly string[], b: readonly string[]): number {
  let previous = Array.from({ length: b.length + 1 }, () => 0)
  for (const word of a) {
    const row = [0]
    for (let j = 0; j < b.length; j++) row.push(word === b[j] ? previous[j]! + 1 : Math.max(previous[j + 1]!, row[j]!))
    previous = row
  }
  return previous[b.length]!
}

function wordsIn(text: string): { plain: string; start: number; end: number }[] {
  return [...text.matchAll(/[^\s]+/gu)]
    .map((match) => ({
      plain: plain(match[0]).replace(/[^\p{L}\p{N}\p{M}]/gu, ''),
      start: match.index,
      end: match.index + match[0].length,
    }))
    .filter((word) => word.plain !== '')
}
