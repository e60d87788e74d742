/** Share of the web page's letters that the plain text of the same message must have to stand for it. */
const enoughText = 0.4

/** Share of the web page's words that the plain text may lack where it stands for it: addresses, buttons and descriptions of pictures. */
const mayLack = 0.5

/** Scripts that write without spaces: there every letter counts as a word. */
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu

/**
 * Which text of a message to read where it has two. The plain one, unless it says much less than the web page or lacks most of its words:
 * many programs write no more into it than that the web page is to be opened. Where it lacks them and yet says more of its own, both.
 */
export function bodyKept(plain: string, page: string): 'plain' | 'page' | 'both' {
  if (plain === '' || letters(plain) < enoughText * letters(page)) return 'page'
  const [own, shown] = [wordsOf(plain), wordsOf(page)]
  const lacking = [...shown].filter((one) => !own.has(one)).length
  if (lacking <= mayLack * shown.size) return 'plain'
  const more = [...own].filter((one) => !shown.has(one)).length
  return more > lacking ? 'both' : 'page'
}

/** The different words of a text; addresses say nothing. */
function wordsOf(text: string): Set<string> {
  const plain = text
    .replace(/\b(https?:\/\/|www\.)\S+/gi, ' ')
    .normalize('NFKC')
    .toLowerCase()
  return new Set(plain.match(word))
}

function letters(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
}
