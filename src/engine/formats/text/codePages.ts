import { analyse } from 'chardet'
import iconv from 'iconv-lite'

/*
 * Code pages are told by what their bytes would spell: under the right one, letters are those of one language, stand in words, and signs
 * stand between them.
 */

/** Letters beyond ASCII that languages use, in lower case: frequent | less so | seldom. */
const western = ['äöüß|', 'éèàêç|ùôâîûïœëæ', 'éáíóñú|ü', 'ãçáéíóê|õâúàô', 'àèéùòì|', 'éëïö|èüç', 'åäöé|', 'øåæé|', 'ðíáóþæ|öúýé']
/** Lists of names have letters of several languages. */
const names = `|${western.join('').replaceAll('|', '')}`
const central = ['łęąóśżć|źń', 'íáéěřšžčýů|úďťňó', 'íáéčžľýšúťô|ňďäóŕĺ', 'éáóőíöü|úű', 'ăîâşţșț|', 'čćšžđ|']
const cyrillic = [
  'оеаинтсрвлкм|дпуяыьгзбчйхжшюцщэфъё',
  'оанивіетрслкд|мпузябгьйчхїжцшюфєщґ’',
  'аоиенртсвлдкм|пзугъбйящжчхцюфш',
  'аоиенрсјтук|влдмпзгбшчцхжљњђћфџ',
]
const baltic = ['ėąšųžįčęū|', 'āīēšūļņ|ģķčž', 'äõöü|šž']
const turkish = ['ışğçöü|âîû']
const greek = ['αοιετσνηυρπκμλςω|γδχθφβάέίόήύώ|ξζψϊϋΐΰ']
const hebrew = ['יוהלארמתבש|נעדחקפכטגצזסםןךףץְֱֲֳִֵֶַָֹּׁׂ']
const arabic = ['اليمونرتبعهسدفكقح|جشةأصطخىذإضزثءئغؤظآًٌٍَُِّْپچژگکی']
const thai = ['านรอกเงมยลวดทสตะปบคหแจพชขใไโผ|ถธซฐณฎญษศภฉฆฒฌฟฝฬฮฑฏฅฃฤๆ์่้ืัีิุู็ำ๊๋ึเ']

/** Code pages by how common they are, with the languages written in them. */
const codePages: readonly [name: string, languages: readonly string[]][] = [
  ['windows-1252', western],
  ['windows-1250', central],
  ['windows-1251', cyrillic],
  ['windows-1254', turkish],
  ['windows-1253', greek],
  ['windows-1255', hebrew],
  ['windows-1256', arabic],
  ['windows-1257', baltic],
  ['iso-8859-2', central],
  ['iso-8859-15', western],
  ['iso-8859-5', cyrillic],
  ['iso-8859-6', arabic],
  ['iso-8859-7', greek],
  ['iso-8859-13', baltic],
  ['koi8-r', cyrillic],
  ['koi8-u', cyrillic],
  ['windows-874', thai],
  ['macintosh', western],
  ['maccyrillic', cyrillic],
  ['cp850', western],
  ['cp437', western],
  ['cp852', central],
  ['cp866', cyrillic],
]

const wideCodePages = ['shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5']

/** Longest sample that is looked at, in bytes; under one that does not reach the least score, bytes are no text. */
const sampleBytes = 8 * 1024
const leastScore = 0.6

/** Up to as many bytes beyond ASCII could be letters of many languages: another page than the most common one must be as much better. */
const fewBytes = 8
const clearlyBetter = 0.35

/** The most probable code page of bytes that are no Unicode, or null where they spell nothing under any. */
export function guessCodePage(bytes: Uint8Array): string | null {
  return guess(tellingSample(bytes)).name
}

/** Whether what a document says of its own encoding can be true: nothing else spells much better. */
export function suits(bytes: Uint8Array, declared: string): boolean {
  const sample = tellingSample(bytes)
  const name = canonical(declared)
  const languages = codePages.find(([known]) => known === name)?.[1]
  if (!languages && !wideCodePages.includes(name)) return true
  const score = languages ? scoreOf(decode(sample, name), languages) : wideScore(decode(sample, name), name)
  return score >= leastScore || score > guess(sample).score - 0.35
}

function guess(sample: Uint8Array): { name: string | null; score: number } {
  const high = sample.reduce((count, byte) => count + (byte > 127 ? 1 : 0), 0)
  if (high === 0) return { name: 'windows-1252', score: 1 }
  const guesses = new Set(analyse(sample).flatMap(({ name, confidence }) => (confidence > 30 ? [name.toLowerCase()] : [])))
  let best = { name: 'windows-1252', score: -Infinity }
  const consider = (name: string, score: number) => {
    const ahead = best.name === 'windows-1252' && high <= fewBytes && best.score >= leastScore ? clearlyBetter : 0.001
    if (score > best.score + ahead) best = { name, score }
  }
  for (const [name, languages] of codePages)
    consider(name, scoreOf(decode(sample, name), name === 'windows-1252' && high <= fewBytes ? [...languages, names] : languages))
  // A few high bytes make some ideograph as often as not: only where there are more of them is a wide code page thought of.
  if (high >= 6) for (const name of wideCodePages) consider(name, wideScore(decode(sample, name), name) + (guesses.has(name) ? 0.2 : 0))
  return best.score < leastScore && high > sample.length * 0.1 ? { name: null, score: best.score } : best
}

/** The name of an encoding among the many it goes by on the web. */
function canonical(label: string): string {
  try {
    const { encoding } = new TextDecoder(label)
    return (
      { ibm866: 'cp866', 'x-mac-cyrillic': 'maccyrillic', gbk: 'gb18030', 'iso-8859-8-i': 'windows-1255', 'iso-8859-8': 'windows-1255' }[
        encoding
      ] ?? encoding
    )
  } catch {
    return label.toLowerCase()
  }
}

function decode(bytes: Uint8Array, name: string): string {
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name)
}

const levelPoints = [1, 0.6, 0]
const typographic = /[“”„‘’‚–—…«»‹›°§€£©®™·•½¼¾²³ºª¿¡\u00a0´`¶†׳״،؛؟]/u

/** Mean over the characters beyond ASCII, under the language that suits best: 1 is a frequent letter in a word, below 0 is nonsense. */
function scoreOf(text: string, languages: readonly string[]): number {
  const found = charactersBeyondAscii(text)
  if (found.length === 0) return -1
  let best = -Infinity
  for (const language of languages) {
    const levels = language.split('|').map((letters) => new Set(letters))
    const points = ({ lower }: Found) => levelPoints[levels.findIndex((letters) => letters.has(lower))] ?? -0.4
    best = Math.max(best, found.reduce((sum, one) => sum + one.points + (one.isLetter ? points(one) : 0), 0) / found.length)
  }
  return best
}

interface Found {
  lower: string
  isLetter: boolean
  /** What its place in the text says, whatever the language. */
  points: number
}

function charactersBeyondAscii(text: string): Found[] {
  const found: Found[] = []
  let run = 0
  for (const match of text.matchAll(/[^\0-\x7f]/gu)) {
    const [character] = match
    const at = match.index
    const before = text[at - 1] ?? ' '
    const after = text[at + character.length] ?? ' '
    run = before > '\x7f' ? run + 1 : 1
    const isLetter = /[\p{L}\p{M}]/u.test(character)
    found.push({
      lower: character.toLowerCase(),
      isLetter,
      points: isLetter ? letterPoints(character, { before, after, run }) : signPoints(character, before, after),
    })
  }
  return found
}

function letterPoints(character: string, { before, after, run }: { before: string; after: string; run: number }): number {
  let points = 0
  const isLatin = /\p{sc=Latin}/u.test(character)
  // Scripts do not mix within a word, and Latin words are mostly ASCII.
  if (!isLatin && (/[A-Za-z]/.test(before) || /[A-Za-z]/.test(after))) points -= 1.5
  if (isLatin && run > 2) points -= 0.8
  if (/\p{Lu}/u.test(character) && /\p{Ll}/u.test(before)) points -= 1.2
  return points
}

function signPoints(character: string, before: string, after: string): number {
  if (/[\ufffd\u0080-\u009f\ue000-\uf8ff]/u.test(character)) return -3
  const isInWord = /\p{L}/u.test(before) && /\p{L}/u.test(after)
  // Frames and pictures of old systems.
  if (/[\u2500-\u259f]/u.test(character)) return isInWord ? -1 : 0.62
  if (!typographic.test(character)) return isInWord ? -1.5 : -0.9
  return isInWord && !/[’‘´·\u00a0–]/u.test(character) ? -1 : 0.7
}

/** The same for East Asian code pages, where a character is one of thousands and the rows of the table say which are common. */
function wideScore(text: string, name: string): number {
  let points = 0
  let count = 0
  for (const [character] of text.matchAll(/[^\0-\x7f]/gu)) {
    count++
    points += widePoints(character, name)
  }
  // Every second byte of a wrong reading is a letter of ASCII that it swallowed.
  return count === 0 ? -1 : points / count
}

function widePoints(character: string, name: string): number {
  // Kana stand at the same places of the Chinese table, where nobody writes them.
  if (/[\u3041-\u3096\u30a1-\u30fc]/u.test(character)) return name === 'shift_jis' || name === 'euc-jp' ? 1 : -0.5
  if (/[\u3000-\u3002\u300a-\u3011\uff01-\uff1f]/u.test(character)) return 1
  if (/\p{sc=Hangul}/u.test(character)) return isCommon(character, 'euc-kr') ? 0.8 : -0.6
  if (/[\uff61-\uff9f]/u.test(character)) return -0.5
  if (/\p{sc=Han}/u.test(character)) {
    if (name === 'euc-kr') return -0.3
    return isCommon(character, name === 'big5' ? 'big5' : 'gb2312') ? 0.8 : name === 'gb18030' || name === 'big5' ? -0.6 : 0.3
  }
  return /[“”‘’—…·「」『』]/u.test(character) ? 0.7 : -1
}

/** Whether a character stands in the first, common level of a national table: GB 2312 rows 16 to 55, Big5 A4 to C6, KS X 1001 B0 to C8. */
function isCommon(character: string, table: string): boolean {
  const [lead = 0, trail = 0] = iconv.encode(character, table)
  if (table === 'big5') return lead >= 0xa4 && lead <= 0xc6
  return lead >= 0xb0 && lead <= (table === 'euc-kr' ? 0xc8 : 0xd7) && trail >= 0xa1
}

/** Stretches around the first bytes beyond ASCII, without the tags of markup, whose ASCII says nothing. */
function tellingSample(bytes: Uint8Array): Uint8Array {
  const plain = withoutMarkup(bytes)
  if (plain.length <= sampleBytes) return plain
  const first = plain.findIndex((byte) => byte > 127)
  const start = Math.max(0, Math.min(first - 256, plain.length - sampleBytes))
  return plain.subarray(start, start + sampleBytes)
}

function withoutMarkup(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length)
  let length = 0
  let inTag = false
  for (const byte of bytes) {
    if (byte === 0x3c) inTag = true
    else if (byte === 0x3e) inTag = false
    else if (!inTag) kept[length++] = byte
  }
  return length > bytes.length / 10 ? kept.subarray(0, length) : bytes
}
