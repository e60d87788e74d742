import { joinHidden, type Hidden } from '../text/hiddenText'

/** Why a reader of the document does not see a stretch of its text. */
export type HiddenReason = 'hidden in the document' | 'the colour of the page' | 'too small to be seen' | 'outside the page'

const reasons: readonly HiddenReason[] = ['hidden in the document', 'the colour of the page', 'too small to be seen', 'outside the page']

/** Noncharacters: they never come from a document, since its text is cleared of them when it is parsed. */
const firstMark = 0xfdd0
const endMark = '\ufdd9'
const anyMark = /[\ufdd0-\ufdd9]/
const allMarks = /[\ufdd0-\ufdd9]/g

/** Text with marks around it that a page turns into a hidden stretch. */
export function hide(text: string, reason: HiddenReason): string {
  return text === '' ? '' : String.fromCharCode(firstMark + reasons.indexOf(reason)) + withoutMarks(text) + endMark
}

export function withoutMarks(text: string): string {
  return anyMark.test(text) ? text.replace(allMarks, '') : text
}

/** Only what is not hidden. */
export function visibleText(text: string): string {
  return anyMark.test(text) ? text.replace(/[\ufdd0-\ufdd8][^\ufdd0-\ufdd9]*(\ufdd9|$)/g, '').replace(allMarks, '') : text
}

/** The text without marks, and what they enclosed, as offsets from `start`. */
export function takeMarks(text: string, start: number): { text: string; hidden: Hidden[] } {
  if (!anyMark.test(text)) return { text, hidden: [] }
  const hidden: Hidden[] = []
  let plain = ''
  let from = 0
  let reason: HiddenReason | null = null
  for (const piece of text.split(/([\ufdd0-\ufdd9])/)) {
    if (piece.length !== 1 || !anyMark.test(piece)) {
      plain += piece
      continue
    }
    if (reason && plain.length > from) hidden.push({ start: start + from, end: start + plain.length, reason })
    from = plain.length
    reason = piece === endMark ? null : (reasons[piece.charCodeAt(0) - firstMark] ?? reasons[0]!)
  }
  if (reason && plain.length > from) hidden.push({ start: start + from, end: start + plain.length, reason })
  return { text: plain, hidden: joinHidden(hidden) }
}
