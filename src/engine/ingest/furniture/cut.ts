import type { Page } from '../../page'

/** Whole lines to take out: characters start to end, without their newlines. */
export interface Cut {
  start: number
  end: number
}

/** Takes lines out of a page; what stood around them keeps the wider of the two gaps, and every offset moves along. */
export function cutText(page: Page, cuts: readonly Cut[]): Page {
  const lastFirst = [...cuts].sort((a, b) => b.start - a.start)
  return lastFirst.reduce((left, cut) => cutOne(left, withGap(left.text, cut)), page)
}

function withGap(text: string, { start, end }: Cut): Cut {
  let before = start
  while (before > 0 && text[before - 1] === '\n') before -= 1
  let after = end
  while (after < text.length && text[after] === '\n') after += 1
  if (before === 0) return { start: 0, end: after }
  if (after === text.length) return { start: before, end }
  return start - before >= after - end ? { start, end: after } : { start: before, end }
}

function cutOne(page: Page, { start, end }: Cut): Page {
  const move = (offset: number) => (offset <= start ? offset : offset >= end ? offset - (end - start) : start)
  const words: number[] = []
  const confidences: number[] = []
  for (let i = 0; i + 5 < page.words.length; i += 6) {
    const from = page.words[i]!
    if (from >= start && from < end) continue
    if (page.confidences) confidences.push(page.confidences[i / 6]!)
    words.push(move(from), move(page.words[i + 1]!), ...page.words.slice(i + 2, i + 6))
  }
  const moved = <T extends Cut>(spans: readonly T[]) =>
    spans.map((span) => ({ ...span, start: move(span.start), end: move(span.end) })).filter((span) => span.end > span.start)
  return {
    ...page,
    text: page.text.slice(0, start) + page.text.slice(end),
    blocks: moved(page.blocks),
    words,
    ...(page.confidences ? { confidences } : {}),
    ...(page.hidden ? { hidden: moved(page.hidden) } : {}),
    ...(page.anchors ? { anchors: lastAtEach(page.anchors.map((anchor) => ({ ...anchor, start: move(anchor.start) }))) } : {}),
  }
}

/** Of several anchors at one place the last, which is the one that holds from there on. */
function lastAtEach(anchors: NonNullable<Page['anchors']>): NonNullable<Page['anchors']> {
  return anchors.filter(({ start }, index) => anchors[index + 1]?.start !== start)
}
