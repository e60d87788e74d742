/*
 * What stands in quotation marks, and sentences taken over whole: found letter by letter, spaces, hyphens and typography aside.
 */

/** A figure a scanner puts into a word of letters: “fl0w”. Nothing else may differ, for any other letter makes another word. */
const misread: Record<string, string> = { '0': 'o', '1': 'l', '5': 's', '8': 'b' }
/** A shorter word with a figure in it is a code. */
const longEnough = 4
const shortestQuote = 2

const quoted = /["“„«”]([^"“”„«»]{2,600})["”“»]|‘([^‘’]{12,600})’(?!\p{L})/gu

/** What a text quotes, without the quotation marks; single words, titles and codes are left out. */
export function quotesIn(text: string): string[] {
  return [...text.matchAll(quoted)].map((match) => match[1] ?? match[2]!).filter((quote) => wordsOf(quote).length >= shortestQuote)
}

/** Whether all that a claim quotes stands in the source; what an ellipsis leaves out does not count. */
export function quotesStand(claim: string, source: string): boolean {
  const there = wordsOf(source)
  return quotesIn(claim).every((quote) => {
    const pieces = quote
      .split(/\s*(?:\[?(?:\.{3}|…)\]?)\s*/u)
      .map(wordsOf)
      .filter((piece) => piece.length > 0)
    let from = 0
    return pieces.every((piece) => {
      const at = placeOf(piece, there, from)
      from = at + piece.length
      return at >= 0
    })
  })
}

/** Whether a claim is one or more whole sentences of the source, word for word. */
export function isWordForWord(claim: string, sentences: readonly string[]): boolean {
  const wanted = wordsOf(claim).join(' ')
  if (wanted === '') return false
  for (let i = 0; i < sentences.length; i++) {
    let run = ''
    for (let k = i; k < sentences.length && run.length <= wanted.length; k++) {
      run = `${run} ${wordsOf(sentences[k]!).join(' ')}`.trim()
      if (run === wanted) return true
    }
  }
  return false
}

function placeOf(wanted: readonly string[], words: readonly string[], from: number): number {
  for (let i = from; i + wanted.length <= words.length; i++) {
    const fits = wanted.every((word, k) => word === words[i + k] || isMisread(word, words[i + k]!))
    if (fits) return i
  }
  return -1
}

/** Whether a word of letters stands in the source with one of its letters read as a figure. */
function isMisread(wanted: string, there: string): boolean {
  if (wanted.length < longEnough || !/^\p{L}+$/u.test(wanted) || there.replaceAll(/\D/gu, '').length !== 1) return false
  return there.replace(/\d/u, (figure) => misread[figure] ?? figure).replaceAll('i', 'l') === wanted.replaceAll('i', 'l')
}

/** Words as they stand, with signs that tell amounts and limits; a word parted at the end of a line is whole. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\u00ad\u200b\u2060]/gu, '')
    .replaceAll(/(\p{L})[-‐]\s*\n\s*(?=\p{Ll})/gu, '$1')
    .replaceAll(/(?<=\p{L})[-‐‑](?=\p{L})/gu, '')
    .toLowerCase()
  return (
    plain
      .match(/\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?|[%€$£¥<>≤≥±=+]|(?<!\S)[-−](?=\d)/gu)
      ?.map((word) => word.replace('’', "'")) ?? []
  )
}
