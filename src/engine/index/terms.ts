import { tokensOf } from '../words'

/** Terms whose word was folded before; emptied when full, so that memory is bounded. */
const remembered = new Map<string, readonly string[]>()
const mostRemembered = 65_536
const wordRun = /[\p{L}\p{N}\p{M}]+/gu

/** The terms of a text in order, as the words of a query are compared with them. */
export function termsOf(text: string): string[] {
  const terms: string[] = []
  for (const word of text.match(wordRun) ?? []) {
    let own = remembered.get(word)
    if (!own) {
      own = tokensOf(word).map((token) => token.term)
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.set(word, own)
    }
    for (const term of own) terms.push(term)
  }
  return terms
}
