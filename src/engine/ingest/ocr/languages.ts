import { lettersIn, meanConfidence, type RecognisedLine } from './lines'
import { type LanguageData, onBoard } from './languageData'

/** The language detector's codes (ISO 639-1) of Tesseract's languages; others a user adds are tried where nothing else fits. */
const codes: Readonly<Record<string, string>> = {
  en: 'eng',
  de: 'deu',
  fr: 'fra',
  es: 'spa',
  it: 'ita',
  pt: 'por',
  nl: 'nld',
  ar: 'ara',
  bg: 'bul',
  ca: 'cat',
  cs: 'ces',
  da: 'dan',
  el: 'ell',
  et: 'est',
  fi: 'fin',
  he: 'heb',
  hr: 'hrv',
  hu: 'hun',
  ja: 'jpn',
  ko: 'kor',
  lt: 'lit',
  lv: 'lav',
  no: 'nor',
  pl: 'pol',
  ro: 'ron',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  sr: 'srp',
  sv: 'swe',
  tr: 'tur',
  uk: 'ukr',
  zh: 'chi_sim',
}

/** Read in its own language, text has at least so many of its words in the dictionary, and the engine is so sure of them (measured: 92 % and 95; other languages 87 % and 93 at most). */
const ownKnown = 0.9
const ownConfidence = 93
const fewestLetters = 8
/** Letters a paragraph needs for its language to be told, and the share of the page's letters that makes a language matter. */
const leastLetters = 40
const leastShare = 0.15
/** Languages a page is read in at once; each costs about a quarter more. */
const mostLanguages = 3

/** Mean confidence, and the share of words of three letters and more that stand in the dictionary. */
export interface Fit {
  confidence: number
  known: number
  /** Letters and digits. */
  letters: number
}

export function fitOf(lines: readonly RecognisedLine[]): Fit {
  const words = lines.flatMap((line) => line.words)
  const long = words.filter((word) => /\p{L}{3}/u.test(word.text))
  return {
    confidence: meanConfidence(lines) ?? 0,
    known: long.length === 0 ? 0 : long.filter((word) => word.known).length / long.length,
    letters: lettersIn(words),
  }
}

/** How well a reading fits, 0 to 100; of two readings of the same lines the higher one is in the right language (measured on all pairs of the seven on board). */
export function score({ confidence, known }: Fit): number {
  return confidence * (0.5 + 0.5 * known)
}

/** Whether a reading is so good that its language is beyond doubt. */
export function isAtHome({ confidence, known, letters }: Fit): boolean {
  return confidence >= ownConfidence && known >= ownKnown && letters >= fewestLetters
}

/** Languages that can be read and that the paragraphs of a reading are in, the one with most text first, however badly it was read: n-grams survive wrong letters (measured). */
export async function spokenIn(lines: readonly RecognisedLine[], data: LanguageData): Promise<string[]> {
  const { eld } = await import('eld/extrasmall')
  const letters = new Map<string, number>()
  let total = 0
  for (const text of paragraphsOf(lines)) {
    const length = text.match(/\p{L}/gu)?.length ?? 0
    total += length
    if (length < leastLetters) continue
    const found = eld.detect(text)
    if (found.language && found.isReliable()) letters.set(found.language, (letters.get(found.language) ?? 0) + length)
  }
  const spoken = [...letters].filter(([, count]) => count >= leastShare * total).sort((a, b) => b[1] - a[1])
  return spoken.flatMap(([iso]) => (codes[iso] && data.has(codes[iso]) ? [codes[iso]] : [])).slice(0, mostLanguages)
}

function paragraphsOf(lines: readonly RecognisedLine[]): string[] {
  const texts = new Map<string, string>()
  for (const { paragraph, words } of lines) {
    texts.set(paragraph, [texts.get(paragraph) ?? '', ...words.map((word) => word.text)].join(' ').trim())
  }
  return joinShort([...texts.values()])
}

/** Paragraphs too short to tell their language (headings, lines of a form) are looked at together. */
function joinShort(texts: readonly string[]): string[] {
  const joined: string[] = []
  let short = ''
  for (const text of texts) {
    if (text.length >= 2 * leastLetters) joined.push(text)
    else short += ` ${text}`
  }
  return short.trim() ? [...joined, short.trim()] : joined
}

/** Trying one on a few lines, each way round, takes about two seconds. */
const mostTried = 12

/** Languages a user added, without those given; the first twelve, for a page may fit none of them. */
export function addedLanguages(data: LanguageData, given: readonly string[]): string[][] {
  const known: readonly string[] = [...onBoard, ...given]
  const added = [...data.keys()].filter((code) => !known.includes(code))
  return added.slice(0, mostTried).map((code) => [code])
}
