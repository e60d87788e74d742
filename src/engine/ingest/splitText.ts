/** Where a text may be cut, best first: after a sentence, at a line end, after a clause, between words. All linear in the text. */
const seams = [
  /(?<=[.!?…:]["'”’»)\]]{0,3})\s+(?![\p{Ll}\s])|(?<=[。！？｡।۔؟]["'”’」』）]{0,3})\s*(?!\s)|\n\s*\n/gu,
  /\n/g,
  /(?<=[;:,،、，—])\s*(?!\s)/g,
  /\s(?!\s)/g,
]

/**
 * Cuts characters `start` to `end` of a text into pieces of about `size`, at most 1.4 times that, evenly; no surrogate pair is torn.
 * Pieces follow each other without a gap.
 */
export function* splitText(text: string, start: number, end: number, size: number): Generator<{ start: number; end: number }> {
  let from = start
  while (from < end) {
    const length = end - from
    const pieces = Math.ceil(length / size)
    const to = pieces <= 1 ? end : cutNear(text, from, end, Math.round(length / pieces))
    yield { start: from, end: to }
    from = to
  }
}

function cutNear(text: string, from: number, end: number, ideal: number): number {
  const low = from + Math.max(1, Math.floor(ideal * 0.6))
  const high = Math.min(end, from + Math.floor(ideal * 1.3))
  const margin = 8
  const window = text.slice(low - margin < from ? from : low - margin, high + 1)
  const offset = low - margin < from ? from : low - margin
  for (const seam of seams) {
    let best = -1
    for (const match of window.matchAll(seam)) {
      const cut = offset + match.index + match[0].length
      if (cut > high) break
      if (cut >= low && (best < 0 || Math.abs(cut - from - ideal) < Math.abs(best - from - ideal))) best = cut
    }
    if (best > from) return best
  }
  return whole(text, from, Math.min(end, from + Math.max(1, ideal)))
}

/** The nearest place that does not part a surrogate pair or a letter and its marks. */
function whole(text: string, from: number, cut: number): number {
  let at = cut
  for (let steps = 0; at > from + 1 && steps < 16 && /^[\p{M}\u200d\ufe0f\udc00-\udfff]/u.test(text.slice(at, at + 2)); steps++) at--
  if (at <= from || isInsidePair(text, at)) at = cut
  return isInsidePair(text, at) ? at + 1 : at
}

/** Whether a cut at this place would part a surrogate pair. */
export function isInsidePair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}
