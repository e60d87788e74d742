import type { Block } from '../../../contract/documents'
import type { Rectangle } from '../../layout'
import { flattenWords, type Page, type Word, wordsOf } from '../../page'
import { alike } from './alike'

type Spans = NonNullable<Page['hidden']>

/** What recognition gives for a page. */
export type Recognised = Pick<Page, 'text' | 'blocks' | 'words' | 'confidence' | 'confidences'>

/**
 * Adds recognised text to a page's own: what stands where the page has no text of its own, each block before the first own
 * block that lies below it. A page without text becomes the recognised one, and so does one whose own text says something else
 * than can be seen.
 */
export function mergeRecognised(page: Page, recognised: Recognised): Page {
  if (page.text.trim() === '' || isGarbled(page, recognised)) return replaceByRecognised(page, recognised)
  return addRecognised(page, piecesOf(recognised, recognised.confidences), recognised.confidence)
}

/**
 * Adds what was read in pictures of a page with text of its own: what is sure, where the page says nothing itself. The page's own
 * text stays as it is; what stands large in a picture is no heading of the page.
 */
export function mergePictures(page: Page, pictures: readonly Recognised[]): Page {
  const pieces = pictures.flatMap((picture) => piecesOf(picture, picture.confidences).flatMap(sureOf))
  const words = pieces.flatMap((piece) => piece.words)
  return addRecognised(page, pieces, meanConfidence(words))
}

function addRecognised(page: Page, seen: readonly Piece[], confidence: number | undefined): Page {
  const seenWords = seen.flatMap((piece) => piece.words)
  const own = piecesOf(page).flatMap((piece) => withoutWords(piece, (word, text) => isBroken(text) && isCovered(word, seenWords)))
  // What nobody sees cannot be what recognition saw.
  const ownWords = own.flatMap((piece) => piece.words.filter((word) => !isHiddenIn(piece, word)))
  const added = seen.flatMap((piece) => withoutWords(piece, (word) => isCovered(word, ownWords)))
  if (added.length === 0) return page
  const order = [...own]
  for (const piece of added) {
    const at = order.findIndex((other) => other.top > piece.bottom && other.left < piece.right && other.right > piece.left)
    order.splice(at < 0 ? order.length : at, 0, piece)
  }
  return { ...page, ...write(order), source: 'mixed', ...(confidence === undefined ? {} : { confidence }) }
}

/** Words of a picture less sure than this are as often a texture as a word; blocks and lines with a larger part of such are no text. */
const sureWord = 60
const leastSure = 0.7
/** A block says something with a word or a number of so many signs. */
const telling = /[\p{L}\p{N}][\p{L}\p{N}.,%'’-]{2}/u

/** A block read in a picture, where it is sure, else those of its lines that are. A word is never left out of a sentence: it may be the "not". */
function sureOf(piece: Piece): Piece[] {
  const { level: _level, ...block } = piece.block
  const plain: Piece = { ...piece, block: block.kind === 'heading' ? { ...block, kind: 'paragraph' } : block }
  if (isSure(piece, piece.words)) return [plain]
  const lines = Map.groupBy(piece.words, ({ start }) => piece.text.slice(0, start).split('\n').length)
  const sure = new Set([...lines.values()].filter((words) => isSure(piece, words)).flat())
  return withoutWords(plain, (word) => !sure.has(word))
}

function isSure({ text }: Piece, words: readonly PlacedWord[]): boolean {
  const sure = words.filter(({ confidence }) => confidence >= sureWord)
  return signs(sure) >= leastSure * signs(words) && sure.some(({ start, end }) => telling.test(text.slice(start, end)))
}

function signs(words: readonly PlacedWord[]): number {
  return words.reduce((sum, { start, end }) => sum + end - start, 0)
}

/** By characters, 0 to 100. */
function meanConfidence(words: readonly PlacedWord[]): number | undefined {
  const characters = signs(words)
  if (characters === 0) return undefined
  return Math.round(words.reduce((sum, { start, end, confidence }) => sum + confidence * (end - start), 0) / characters)
}

/** The page as it was recognised, without the text it has itself. */
export function replaceByRecognised(page: Page, { text, blocks, words, confidence, confidences }: Recognised): Page {
  const { hidden: _hidden, confidence: _confidence, confidences: _confidences, ...bare } = page
  const sure = { ...(confidence === undefined ? {} : { confidence }), ...(confidences ? { confidences } : {}) }
  return { ...bare, text, blocks, words, source: 'ocr', ...sure }
}

const fewestPairs = 12
const legible = 80
const leastAlike = 0.4

/**
 * Whether a page's own text is garbage: where recognition is sure of what can be seen, the words at the same places are others
 * (letters encoded at random, the layer of another page).
 */
function isGarbled(page: Page, recognised: Recognised): boolean {
  if ((recognised.confidence ?? 0) < legible) return false
  const seen = wordsOf(recognised)
  let pairs = 0
  let sum = 0
  for (const own of wordsOf(page)) {
    const other = seen.find((word) => overlap(own, word) > 0.5 && overlap(word, own) > 0.5)
    if (!other) continue
    pairs += 1
    sum += alike(page.text.slice(own.start, own.end), recognised.text.slice(other.start, other.end))
  }
  return pairs >= fewestPairs && sum / pairs < leastAlike
}

/** Least share of the words that are seen which the layer over a scan has too, and how many words tell. */
const leastShared = 0.3
const fewestSeen = 8

/** Whether the layer over a scan says something else than recognition sees and is sure of, wherever its words stand. */
export function saysElse(page: Pick<Page, 'text'>, recognised: Recognised): boolean {
  if ((recognised.confidence ?? 0) < legible) return false
  const wordsIn = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []
  const own = new Set(wordsIn(page.text))
  const seen = wordsIn(recognised.text)
  return seen.length >= fewestSeen && seen.filter((word) => own.has(word)).length < leastShared * seen.length
}

/** A word with signs that stand for "unknown": its font does not say what they mean. */
function isBroken(text: string): boolean {
  return /[\uFFFD\uE000-\uF8FF\u0000-\u0008]/.test(text)
}

interface PlacedWord extends Word {
  confidence: number
}

/** A block with its words, offsets counted from its beginning. */
interface Piece {
  block: Block
  /** Where nobody sees it. */
  hidden: Spans
  text: string
  words: PlacedWord[]
  left: number
  top: number
  right: number
  bottom: number
}

function piecesOf(page: Pick<Page, 'text' | 'blocks' | 'words' | 'hidden'>, confidences?: readonly number[]): Piece[] {
  const words = wordsOf(page).map((word, index) => ({ ...word, confidence: confidences?.[index] ?? 100 }))
  return page.blocks.map((block) => {
    const moved = <T extends { start: number; end: number }>(span: T): T => ({
      ...span,
      start: span.start - block.start,
      end: span.end - block.start,
    })
    const inside = words.filter((word) => word.start >= block.start && word.end <= block.end).map(moved)
    const within = (page.hidden ?? []).filter((span) => span.start < block.end && span.end > block.start)
    const hidden = within.map((span) => moved({ ...span, start: Math.max(span.start, block.start), end: Math.min(span.end, block.end) }))
    return pieceOf(block, page.text.slice(block.start, block.end), inside, hidden)
  })
}

function pieceOf(block: Block, text: string, words: PlacedWord[], hidden: Spans): Piece {
  return {
    block,
    hidden,
    text,
    words,
    left: Math.min(...words.map((word) => word.x)),
    top: Math.min(...words.map((word) => word.y)),
    right: Math.max(...words.map((word) => word.x + word.width)),
    bottom: Math.max(...words.map((word) => word.y + word.height)),
  }
}

/** The piece without some of its words; none where nothing is left to read. */
function withoutWords(piece: Piece, isOut: (word: PlacedWord, text: string) => boolean): Piece[] {
  const free = piece.words.filter((word) => !isOut(word, piece.text.slice(word.start, word.end)))
  if (free.length === piece.words.length) return [piece]
  if (!free.some((word) => /[\p{L}\p{N}]/u.test(piece.text.slice(word.start, word.end)))) return []
  let text = ''
  const hidden: Spans = []
  const words = free.map((word, index) => {
    const joined = free[index - 1]?.end === word.start
    const veil = piece.hidden.find((span) => span.start < word.end && span.end > word.start)
    const gap = piece.text[word.start - 1] === '\n' ? '\n' : ' '
    const start = text.length + (text === '' || joined ? 0 : 1)
    text += (start > text.length ? gap : '') + piece.text.slice(word.start, word.end)
    if (veil) hidden.push({ ...veil, start, end: text.length })
    return { ...word, start, end: text.length }
  })
  // Without some of its cells it is no table any more.
  const kind = piece.block.kind === 'table' ? 'paragraph' : piece.block.kind
  return [pieceOf({ ...piece.block, kind }, text, words, hidden)]
}

function isHiddenIn({ hidden }: Piece, { start, end }: Word): boolean {
  return hidden.some((span) => span.start < end && span.end > start)
}

function isCovered(word: Word, others: readonly Word[]): boolean {
  return others.some((other) => overlap(word, other) > 0.3)
}

/** Share of `box` that lies in `other`, 0 to 1. */
function overlap(box: Rectangle, other: Rectangle): number {
  const width = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x)
  const height = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y)
  return width <= 0 || height <= 0 ? 0 : (width * height) / Math.max(1e-9, box.width * box.height)
}

function write(pieces: readonly Piece[]): Pick<Page, 'text' | 'blocks' | 'words' | 'confidences' | 'hidden'> {
  let text = ''
  const blocks: Block[] = []
  const words: PlacedWord[] = []
  const hidden: Spans = []
  for (const piece of pieces) {
    if (text) text += '\n\n'
    const start = text.length
    text += piece.text
    blocks.push({ ...piece.block, start, end: text.length })
    for (const word of piece.words) words.push({ ...word, start: word.start + start, end: word.end + start })
    for (const span of piece.hidden) hidden.push({ ...span, start: span.start + start, end: span.end + start })
  }
  return {
    text,
    blocks,
    words: flattenWords(words),
    confidences: words.map((word) => word.confidence),
    ...(hidden.length > 0 ? { hidden } : {}),
  }
}
