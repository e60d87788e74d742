import type { OpenDocument, PageReading } from '../../format'
import type { Page } from '../../page'

/** Signs a page needs to be judged, and how many of it are looked at. */
const fewestSigns = 120
const mostSigns = 1_500
/** Text whose signs are to a smaller part letters is none. */
const leastLetters = 0.4
/** Best score of any language (measured: prose 0.77 and more, tables 0.5, letters exchanged at random 0.31 at most). */
const leastScore = 0.4
/** So many pages of a document were suspected without reason: its kind of text is such (code, names, formulas). */
const mostMistakes = 3

const mistakes = new WeakMap<OpenDocument, number>()

/** Whether it is worth seeing what a page shows: its text is no language, or was left over a scan, of which three pages tell. */
export async function isDoubtful({ page, layered }: PageReading, document: OpenDocument): Promise<boolean> {
  if ((mistakes.get(document) ?? 0) >= mostMistakes) return false
  return layered === true || looksGarbled(page)
}

/**
 * Whether what a page says itself is no language at all, so that it is worth seeing what it shows: fonts whose letters stand for others
 * look right and read as nonsense. Only Latin letters and signs are judged.
 */
async function looksGarbled({ text }: Page): Promise<boolean> {
  const from = Math.max(0, Math.floor((text.length - mostSigns) / 2))
  const sample = text.slice(from, from + mostSigns).replace(/[\d.,|_\-–—…]+/g, ' ')
  const signs = sample.match(/\S/gu)?.length ?? 0
  const letters = sample.match(/\p{L}/gu)?.length ?? 0
  const latin = sample.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (signs < fewestSigns || latin < 0.9 * letters) return false
  if (letters < leastLetters * signs) return true
  const { eld } = await import('eld/extrasmall')
  return Math.max(0, ...Object.values(eld.detect(sample).getScores())) < leastScore
}

/** Notes that a page that looked garbled says what it shows. */
export function wasMistaken(document: OpenDocument): void {
  mistakes.set(document, (mistakes.get(document) ?? 0) + 1)
}

/** Signs within a word that no word has: "s*r;tiiR", "n»Bfl", "H^uid". */
const torn = /\p{L}[^\p{L}\p{N}\s'’.\-–—/&@_]+\p{L}|[«»^*©~•]\p{L}|\p{L}[«»^©~]|\p{Ll}\p{Lu}\p{Ll}|\p{L}\d\p{Ll}/u
/** Least share of torn words, and how much better what is seen must be; of a scan that can hardly be read nothing is better. */
const manyTorn = 0.04
const betterBy = 3
const readable = 65
const leastOfLetters = 0.6

/** Whether the layer over a scan is torn where recognition of the same page is not: an earlier, worse recognition. */
export function isWorse(page: Pick<Page, 'text'>, seen: Pick<Page, 'text' | 'confidence'>): boolean {
  if ((seen.confidence ?? 0) < readable || lettersOf(seen.text) < leastOfLetters * lettersOf(page.text)) return false
  const share = tornShare(page.text)
  return share >= manyTorn && tornShare(seen.text) * betterBy <= share
}

function tornShare(text: string): number {
  const words = text.match(/\S{3,}/gu) ?? []
  return words.length === 0 ? 0 : words.filter((word) => torn.test(word)).length / words.length
}

function lettersOf(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0
}
