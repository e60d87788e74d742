import type { Rectangle } from '../../layout'

/** A word as Tesseract gives it: box in pixels of the picture it was given, straightened; confidence 0 to 100. */
export interface RecognisedWord extends Rectangle {
  text: string
  confidence: number
}

export interface RecognisedLine {
  /** Tesseract's block and paragraph, equal for lines of one paragraph. */
  paragraph: string
  words: RecognisedWord[]
}

const wordLevel = '5'

/** Reads Tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
export function parseTsv(tsv: string): RecognisedLine[] {
  const lines: RecognisedLine[] = []
  let current = ''
  for (const row of tsv.split('\n')) {
    const fields = row.split('\t')
    if (fields[0] !== wordLevel || fields.length < 12) continue
    const text = fields[11]!.replace(/\s+/g, '')
    const paragraph = `${fields[2]}.${fields[3]}`
    const key = `${paragraph}.${fields[4]}`
    if (!text) continue
    if (key !== current) lines.push({ paragraph, words: [] })
    current = key
    const [x, y, width, height, confidence] = fields.slice(6, 11).map(Number) as [number, number, number, number, number]
    lines.at(-1)!.words.push({ text, x, y, width, height, confidence })
  }
  return lines
}

/** Words this sure are right nine times in ten. */
const sure = 60
const leastLine = 35
const leastWord = 15

/** Leaves out what is no text: lines of specks, stains and rules read as signs, and single signs nobody would vouch for. */
export function withoutGarbage(lines: readonly RecognisedLine[]): RecognisedLine[] {
  const kept: RecognisedLine[] = []
  for (const line of lines) {
    const words = line.words.filter((word) => word.confidence >= (hasLetters(word.text) ? leastWord : sure))
    if (words.length === 0 || isGarbage(words)) continue
    kept.push({ ...line, words })
  }
  return kept
}

/** Mean confidence by characters, 0 to 100; undefined without words. */
export function meanConfidence(lines: readonly RecognisedLine[]): number | undefined {
  let sum = 0
  let characters = 0
  for (const { words } of lines) {
    for (const { text, confidence } of words) {
      sum += confidence * text.length
      characters += text.length
    }
  }
  return characters === 0 ? undefined : Math.round(sum / characters)
}

/** How much a reading is worth: letters of the words it is sure of, weighted by how sure. */
export function worth(lines: readonly RecognisedLine[]): number {
  let sum = 0
  for (const word of sureWords(lines)) sum += (word.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) * word.confidence
  return sum
}

export function sureWords(lines: readonly RecognisedLine[]): RecognisedWord[] {
  return lines.flatMap((line) => line.words.filter((word) => word.confidence >= sure && hasLetters(word.text)))
}

function isGarbage(words: readonly RecognisedWord[]): boolean {
  const text = words.map((word) => word.text).join('')
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const confidence = meanConfidence([{ paragraph: '', words: [...words] }]) ?? 0
  if (confidence < leastLine) return true
  return confidence < sure && (letters < 3 || letters < 0.6 * text.length)
}

function hasLetters(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
