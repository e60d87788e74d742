/*
 * Words of a text as search, answers and verification compare them: folded, stemmed lightly, without the ones that tell nothing.
 */

/** English words that tell nothing about what is looked for. With them a question took 422 ms instead of 3 at a million rows. */
const stopWords = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between both but by can could did
do does doing down during each every few for from further had has have having he her here hers herself him himself his how i if in into is
it its itself just may me might more most much must my myself no nor not now of off on once only or other our ours ourselves out over own
please shall she should so some such than that the their theirs them themselves then there these they this those through to too under until
up upon us very was we were what when where which while who whom whose why will with would yes yet you your yours yourself yourselves
s t d m re ve ll don isn aren wasn weren doesn didn hasn haven hadn won wouldn shouldn couldn`.split(/\s+/u),
)

/** Whether a word of a query is a stop word; one in capitals (IT, WHO, US) is a name, unless the whole query shouts. */
export function isStopWord(token: string, { shouted }: { shouted: boolean }): boolean {
  if (!shouted && token.length > 1 && token === token.toUpperCase() && token !== token.toLowerCase()) return false
  return token
    .toLowerCase()
    .split(/['’]/u)
    .every((part) => stopWords.has(part))
}

/** A word of a text with its place, in UTF-16 code units. */
export interface Token {
  /** As it stands. */
  word: string
  /** Lower case, accents folded, stemmed. */
  term: string
  start: number
  end: number
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })
const ideographs = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Myanmar}]/u
const wordLike = /[\p{L}\p{N}\p{M}]+(?:[.,][\p{N}]+)*(?:['’]\p{L}+)?/gu

/** Words of a text in order; scripts without spaces are parted by Unicode's dictionary. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(wordLike)) {
    const [word] = match
    if (!ideographs.test(word)) tokens.push(tokenOf(word, match.index))
    else for (const part of segmenter.segment(word)) if (part.isWordLike) tokens.push(tokenOf(part.segment, match.index + part.index))
  }
  return tokens
}

/** Words of a text that tell something. */
export function tellingTokens(text: string): Token[] {
  return tokensOf(text).filter((token) => !isStopWord(token.word, { shouted: true }))
}

function tokenOf(word: string, start: number): Token {
  return { word, term: termOf(word), start, end: start + word.length }
}

/** Forms no rule leads back: each first word stands for those after it. */
const irregularForms = `rise rose risen,fall fell fallen,grow grew grown,lend lent,pay paid,buy bought,sell sold,win won,lose lost,begin began begun,hold held,
keep kept,give gave given,take took taken,go went gone,make made,build built,send sent,lead led,leave left,meet met,write wrote written,choose chose chosen,
shrink shrank shrunk,spend spent,wear wore worn,come came,become became,find found,get got gotten,say said,tell told,know knew known,see saw seen,think thought,
bring brought,teach taught,catch caught,speak spoke spoken,break broke broken,drive drove driven,forbid forbade forbidden,bear bore born borne,child children,
use used using,person people,man men,woman women,foot feet,datum data,criterion criteria`

const irregular = new Map(
  irregularForms.split(/,\s*/u).flatMap((line) => {
    const [base, ...forms] = line.split(' ')
    return forms.map((form): [string, string] => [form, base!])
  }),
)

/** A word as it is compared. */
export function termOf(word: string): string {
  const folded = word
    .normalize('NFKD')
    .replace(/\p{M}+|['’]s$/gu, '')
    .toLowerCase()
  return stem(irregular.get(folded) ?? folded)
}

/** Takes the commonest English endings off, so that notices, noticed and noticing meet; words with digits stay as they are. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/u.test(word)) return word
  let root = word
  if (root.endsWith('ies') && root.length > 4) root = `${root.slice(0, -3)}y`
  else if (/(?:ss|x|z|ch|sh)es$/u.test(root)) root = root.slice(0, -2)
  else if (/[^su]s$/u.test(root)) root = root.slice(0, -1)
  const ending = /(?:ing|ed|ly)$/u.exec(root)
  if (ending && root.length - ending[0].length >= 3 && /[aeiouy]/u.test(root.slice(0, ending.index))) {
    root = root.slice(0, ending.index)
    if (/([bdfgmnprt])\1$/u.test(root)) root = root.slice(0, -1)
  }
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root.length > 4 && root.endsWith('y') ? `${root.slice(0, -1)}i` : root
}
