/*
 * What becomes of a hyphen at a line end: it is the printer's, the word's own, or stands for the rest of a word that comes later.
 */

/**
 * Whether a word, in lower case, stands whole somewhere in the document; asked for `high-` or `-term`, whether a compound written with
 * a hyphen begins or ends so.
 */
export type IsWord = (word: string) => boolean

const broken = /\p{L}\p{N}{0,2}[-\u2010\u00ad]$/u

/** Words behind the first of a line that are looked at for a hyphen of the same kind ("three- to perhaps five-year"). */
export const mostFollowing = 3

/** Whether a word can go on in the next line. */
export function endsInHyphen(word: string): boolean {
  return broken.test(word)
}

/**
 * What becomes of a hyphen at a line end: what the word has elsewhere, if it stands there in one way only; 'keep' (but join) where the
 * word has another hyphen, changes case, goes on with a digit, or both halves are words that the document joins by hyphens; else 'drop'.
 * null where no word is broken, or the hyphen stands for the rest of a word that comes later ("Ein- und Ausfuhr").
 */
export function mendHyphen(
  before: string,
  after: string,
  isWord: IsWord = () => false,
  following: readonly string[] = [],
): 'drop' | 'keep' | null {
  if (!broken.test(before)) return null
  if (before.endsWith('\u00ad')) return 'drop'
  const next = String.fromCodePoint(after.codePointAt(0) ?? 0)
  if (!/[\p{L}\p{N}]/u.test(next)) return null
  const head = before.slice(0, -1)
  const first = /[\p{L}\p{N}]+$/u.exec(head)![0].toLowerCase()
  const tail = /^[\p{L}\p{N}]+/u.exec(after)![0].toLowerCase()
  const whole = isWord(first + tail)
  if (!whole && isSuspended(first, after, following, isWord)) return null
  if (/[-\u2010]/.test(head) || /^[\p{L}]+[-\u2010]\p{L}/u.test(after)) return 'keep'
  const parted = isWord(`${first}-${tail}`)
  if (whole !== parted) return whole ? 'drop' : 'keep'
  const previous = head.slice(head.search(/.$/u))
  if (/\p{N}/u.test(previous + next) || isUpper(previous) !== isUpper(next)) return 'keep'
  if (isUpper(previous) && !isUpper(head)) return 'keep'
  return !whole && isCompound(first, tail, isWord) ? 'keep' : 'drop'
}

/** "And" and "or" that no word ends in where it is broken by rule. */
const plain = /^(?:und|oder|sowie|bzw\.|and|y|o|e),?$/
/** "And" and "or" that ends of words look like, by a word that tells the language; none needs a word beside itself. */
const doubtful: Readonly<Record<string, readonly string[]>> = {
  en: ['een', 'het'],
  of: ['een', 'het'],
  et: ['et'],
  ou: ['ou'],
}
/** English words in "to" that are broken before it. */
const endsInTo = /^(?:here|there|where|hither|in|on|un)$/

/** Whether a hyphen at a line end stands for the rest of a word that comes later. */
function isSuspended(head: string, after: string, following: readonly string[], isWord: IsWord): boolean {
  if (plain.test(after)) return after.length > 1 || head.length > 2
  if (head.length < 3) return false
  const telling = doubtful[after]
  if (telling) return telling.some(isWord)
  if (after !== 'to' && after !== 'or') return false
  if (after === 'to' && endsInTo.test(head)) return false
  return isWord(head) || following.some((word) => /\p{L}[-\u2010](?:\p{L}|$)/u.test(word))
}

/** Letters each half of a compound has at least: shorter words are beginnings and ends of others by chance. */
const leastHalf = 4
/** Words English writes together with what follows, although both are words. */
const closing =
  /^(?:over|under|with|some|there|where|here|fore|through|after|inter|super|every|share|stock|work|back|mean|never|what|when)$/
/** Words English writes with a hyphen before all but a few endings. */
const opening = /^(?:self|well|high|mixed)$/
const endings = /^(?:ish|less|same|hood|ness|head|spring|ing|way|light|land)/

/** Whether two halves that are not known as one word are a compound by the words of the document. */
function isCompound(head: string, tail: string, isWord: IsWord): boolean {
  if ([...head].length === 1) return true
  if (opening.test(head) && tail.length >= leastHalf) return !endings.test(tail)
  if (head.length < leastHalf || tail.length < leastHalf || closing.test(head)) return false
  return isWord(head) && isWord(tail) && (isWord(`${head}-`) || isWord(`-${tail}`))
}

function isUpper(letters: string): boolean {
  return letters !== letters.toLowerCase() && letters === letters.toUpperCase()
}
