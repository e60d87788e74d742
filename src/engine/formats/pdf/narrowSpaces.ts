import type { Rectangle } from '../../layout'

/*
 * Spaces between capitals that fonts draw closer to a space ("INTERNATIONAL AND"): PDFium passes over one of up to half the width of
 * a usual space and joins the words.
 */

/** A space this much of the height of its letters wide parts words. */
const narrow = 0.09
/** Letters that together can be two words. */
const leastLetters = 5
const slanted = /[AFLPTVWY]/
const leaning = /[ATVWY]/

/** The first letter of `text` from `start` to `end` that a narrow space stands before; -1 where there is none. */
export function narrowSpace(text: string, start: number, end: number, boxAt: (index: number) => Rectangle): number {
  if (end - start < leastLetters) return -1
  const gapBefore = (index: number) => {
    const [a, b] = [boxAt(index - 1), boxAt(index)]
    return b.x - a.x - a.width
  }
  for (let at = start + 1; at < end - 1; at++) {
    if (!leaning.test(text[at]!) || !slanted.test(text[at - 1]!)) continue
    const gap = gapBefore(at)
    if (gap < narrow * boxAt(at).height) continue
    // Letters of one word may all be set apart.
    if ((at - start < 2 || gapBefore(at - 1) < 0.5 * gap) && gapBefore(at + 1) < 0.5 * gap) return at
  }
  return -1
}
