import { hasInvisible, hiddenText, idleInvisible, joinHidden } from '../formats/text/hiddenText'
import type { Page } from '../page'

/**
 * A page of any format with its invisible characters dealt with: what smuggles text is marked as hidden, what stands idle between
 * letters is gone. Doing it twice changes nothing.
 */
export function markInvisible<T extends Page>(page: T): T {
  const title = page.title !== undefined && hasInvisible(page.title) ? withoutHidden(page.title) : page.title
  const named = title === page.title ? page : { ...page, title }
  if (!hasInvisible(page.text)) return named
  const idle = outside(idleInvisible(page.text), hiddenText(page.text))
  const plain = idle.length > 0 ? without(named, idle) : named
  const smuggled = hiddenText(plain.text)
  return smuggled.length > 0 ? { ...plain, hidden: joinHidden([...(plain.hidden ?? []), ...smuggled]) } : plain
}

/** Those of the ascending places that lie in none of the ascending stretches. */
function outside(places: readonly number[], stretches: readonly { start: number; end: number }[]): number[] {
  let next = 0
  return places.filter((at) => {
    while (next < stretches.length && stretches[next]!.end <= at) next++
    return next >= stretches.length || stretches[next]!.start > at
  })
}

function withoutHidden(text: string): string {
  let plain = ''
  let at = 0
  for (const { start, end } of hiddenText(text)) {
    plain += text.slice(at, start)
    at = end
  }
  return plain + text.slice(at)
}

/** The page without the characters at these places; every offset moves along. */
function without<T extends Page>(page: T, places: readonly number[]): T {
  const pieces: string[] = []
  let at = 0
  for (const place of places) {
    pieces.push(page.text.slice(at, place))
    at = place + 1
  }
  pieces.push(page.text.slice(at))
  const move = (offset: number) => offset - countBelow(places, offset)
  const moved = <S extends { start: number; end: number }>(spans: readonly S[]) =>
    spans.map((span) => ({ ...span, start: move(span.start), end: move(span.end) })).filter((span) => span.end > span.start)
  const words = page.words.map((value, i) => (i % 6 < 2 ? move(value) : value))
  return {
    ...page,
    text: pieces.join(''),
    blocks: moved(page.blocks),
    words,
    ...(page.hidden ? { hidden: moved(page.hidden) } : {}),
    ...(page.anchors ? { anchors: page.anchors.map((anchor) => ({ ...anchor, start: move(anchor.start) })) } : {}),
  }
}

/** How many of these ascending places lie before an offset. */
function countBelow(places: readonly number[], offset: number): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (places[middle]! < offset) low = middle + 1
    else high = middle
  }
  return low
}
