import type { DocumentPage } from '../../contract/documents'

/** A part of a page, and where it lies in the whole. */
export interface CutPage {
  page: DocumentPage
  cut?: { start: number; length: number }
}

/**
 * A long page cut to about `limit` characters around one of them, at line ends where there are any near; a shorter page comes whole.
 * All positions in what comes back count from the start of the cut.
 */
export function cutPage(page: DocumentPage, { around = 0, limit }: { around?: number | undefined; limit?: number | undefined }): CutPage {
  const { text } = page
  if (limit === undefined || text.length <= limit) return { page }
  const from = Math.max(0, Math.min(around - Math.floor(limit / 2), text.length - limit))
  const start = from === 0 ? 0 : lineStart(text, from, limit)
  const end = Math.min(text.length, lineEnd(text, start + limit, limit))
  const moved = <Range extends { start: number; end: number }>(ranges: readonly Range[]): Range[] =>
    ranges.flatMap((range) =>
      range.end > start && range.start < end
        ? [{ ...range, start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start }]
        : [],
    )
  return {
    page: {
      ...page,
      text: text.slice(start, end),
      blocks: moved(page.blocks),
      words: movedWords(page.words, start, end),
      ...(page.confidences ? { confidences: page.confidences.filter((_, word) => isWithin(page.words, word, start, end)) } : {}),
      ...(page.hidden ? { hidden: moved(page.hidden) } : {}),
      ...(page.anchors ? { anchors: movedAnchors(page.anchors, start, end) } : {}),
    },
    cut: { start, length: text.length },
  }
}

/** Where the line of a character begins; the character itself where the line is longer than a quarter of the limit. */
function lineStart(text: string, at: number, limit: number): number {
  const found = text.lastIndexOf('\n', at) + 1
  return at - found <= limit / 4 ? found : notInsidePair(text, at)
}

function lineEnd(text: string, at: number, limit: number): number {
  const found = text.indexOf('\n', at)
  return found >= 0 && found - at <= limit / 4 ? found : notInsidePair(text, at)
}

function notInsidePair(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

function movedWords(words: readonly number[], start: number, end: number): number[] {
  const moved: number[] = []
  for (let i = 0; i + 5 < words.length; i += 6) {
    const [from, to, ...box] = words.slice(i, i + 6) as [number, number, ...number[]]
    if (isWithin(words, i / 6, start, end)) moved.push(from - start, to - start, ...box)
  }
  return moved
}

/** Whether a word, counted from 0, lies wholly between two characters. */
function isWithin(words: readonly number[], word: number, start: number, end: number): boolean {
  return words[6 * word]! >= start && words[6 * word + 1]! <= end
}

function movedAnchors(anchors: NonNullable<DocumentPage['anchors']>, start: number, end: number): NonNullable<DocumentPage['anchors']> {
  const before = anchors.findLast((anchor) => anchor.start <= start)
  const within = anchors.filter((anchor) => anchor.start > start && anchor.start < end)
  return [...(before ? [before] : []), ...within].map((anchor) => ({ ...anchor, start: Math.max(anchor.start, start) - start }))
}
