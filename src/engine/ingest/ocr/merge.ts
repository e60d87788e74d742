import type { Block } from '../../../contract/documents'
import type { Rectangle } from '../../layout'
import { flattenWords, type Page, type Word, wordsOf } from '../../page'

/**
 * Adds recognised text to a page's own: what stands where the page has no text of its own, each block before the first own
 * block that lies below it. A page without text becomes the recognised one.
 */
export function mergeRecognised(page: Page, recognised: Pick<Page, 'text' | 'blocks' | 'words' | 'confidence'>): Page {
  const confidence = recognised.confidence === undefined ? {} : { confidence: recognised.confidence }
  if (page.text.trim() === '') {
    return { ...page, text: recognised.text, blocks: recognised.blocks, words: recognised.words, source: 'ocr', ...confidence }
  }
  const own = piecesOf(page)
  const ownWords = wordsOf(page)
  const added = piecesOf(recognised).flatMap((piece) => withoutWordsIn(piece, ownWords))
  if (added.length === 0) return page
  const order = [...own]
  for (const piece of added) {
    const at = order.findIndex((other) => other.top > piece.bottom && other.left < piece.right && other.right > piece.left)
    order.splice(at < 0 ? order.length : at, 0, piece)
  }
  return { ...page, ...write(order), source: 'mixed', ...confidence }
}

/** A block with its words, offsets counted from its beginning. */
interface Piece {
  block: Block
  text: string
  words: Word[]
  left: number
  top: number
  right: number
  bottom: number
}

function piecesOf(page: Pick<Page, 'text' | 'blocks' | 'words'>): Piece[] {
  const words = wordsOf(page)
  return page.blocks.map((block) => {
    const inside = words.filter((word) => word.start >= block.start && word.end <= block.end)
    const moved = inside.map((word) => ({ ...word, start: word.start - block.start, end: word.end - block.start }))
    return pieceOf(block, page.text.slice(block.start, block.end), moved)
  })
}

function pieceOf(block: Block, text: string, words: Word[]): Piece {
  return {
    block,
    text,
    words,
    left: Math.min(...words.map((word) => word.x)),
    top: Math.min(...words.map((word) => word.y)),
    right: Math.max(...words.map((word) => word.x + word.width)),
    bottom: Math.max(...words.map((word) => word.y + word.height)),
  }
}

/** The piece without the words that lie on words of the page; none where nothing is left. */
function withoutWordsIn(piece: Piece, own: readonly Word[]): Piece[] {
  const free = piece.words.filter((word) => !own.some((other) => coverage(word, other) > 0.3))
  if (free.length === piece.words.length) return [piece]
  if (!free.some((word) => /[\p{L}\p{N}]/u.test(piece.text.slice(word.start, word.end)))) return []
  let text = ''
  const words = free.map((word, index) => {
    const joined = free[index - 1]?.end === word.start
    const gap = piece.text[word.start - 1] === '\n' ? '\n' : ' '
    const start = text.length + (text === '' || joined ? 0 : 1)
    text += (start > text.length ? gap : '') + piece.text.slice(word.start, word.end)
    return { ...word, start, end: text.length }
  })
  return [pieceOf(piece.block, text, words)]
}

/** Share of `box` that lies in `other`, 0 to 1. */
function coverage(box: Rectangle, other: Rectangle): number {
  const width = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x)
  const height = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y)
  return width <= 0 || height <= 0 ? 0 : (width * height) / Math.max(1e-9, box.width * box.height)
}

function write(pieces: readonly Piece[]): Pick<Page, 'text' | 'blocks' | 'words'> {
  let text = ''
  const blocks: Block[] = []
  const words: Word[] = []
  for (const piece of pieces) {
    if (text) text += '\n\n'
    const start = text.length
    text += piece.text
    blocks.push({ ...piece.block, start, end: text.length })
    for (const word of piece.words) words.push({ ...word, start: word.start + start, end: word.end + start })
  }
  return { text, blocks, words: flattenWords(words) }
}
