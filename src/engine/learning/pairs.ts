import type { PiecesOf } from '../embedders/starter/pieces'
import type { Pair } from './contrast'

/** A passage as it is learnt from. */
export interface LearningText {
  document: string
  context: string
  text: string
}

interface LearningPassage {
  document: string
  heading: number[]
  sentences: number[][]
}

/** Passages as rows of a table. */
export interface LearningCorpus {
  /** In the order of the documents and within them. */
  passages: LearningPassage[]
  /** How often each row occurs. */
  counts: Float64Array
}

/** Most pieces of a query and of a passage: beyond, a step only takes longer. */
const queryPieces = 40
const passagePieces = 96
/** How often the sentence stays in the passage it is asked of, as words of a question do. */
const keptSentence = 0.15
const leastQuery = 2
const leastPassage = 12
const leastSentence = 3
/** The rarest pieces of a sentence, of which some are taken. */
const rarePieces = 12

const sentenceEnd = /(?<=[.!?]["”’')\]]?)\s+|\n+/u

/** Cuts passages into sentences of rows; `rows` is how many the table has. */
export function corpusOf(texts: Iterable<LearningText>, piecesOf: PiecesOf, rows: number): LearningCorpus {
  const counts = new Float64Array(rows)
  const passages: LearningPassage[] = []
  for (const { document, context, text } of texts) {
    const sentences: number[][] = []
    for (const sentence of text.split(sentenceEnd)) {
      const own = piecesOf(sentence)
      for (const row of own) counts[row]!++
      const last = sentences.at(-1)
      if (last && last.length < leastSentence) last.push(...own)
      else if (own.length > 0) sentences.push(own)
    }
    // Every passage of a document carries its context: counted once it would still be too common.
    passages.push({ document, heading: piecesOf(context), sentences })
  }
  return { passages, counts }
}

/**
 * Makes batches of pairs from the text itself: a sentence and its passage without it, rare words of a sentence and its passage, heading
 * and body, a sentence and the passage after it; 5 : 2 : 1.5 : 1.5. At most one of a document in a batch, where there are enough.
 */
export function createPairs(corpus: LearningCorpus, random: () => number): (size: number) => Pair[] {
  const order = corpus.passages.map((_one, i) => i)
  shuffle(order, random)
  let next = 0
  return (size) => {
    const pairs: Pair[] = []
    const seen = new Set<string>()
    let passedOver = 0
    let looked = 0
    while (pairs.length < size) {
      if (next >= order.length) {
        next = 0
        shuffle(order, random)
      }
      const at = order[next++]!
      if (looked++ > order.length * 4 + size * 16) throw new RangeError('There are too few passages to make pairs of.')
      if (seen.has(corpus.passages[at]!.document)) {
        if (passedOver++ > size * 4) seen.clear()
        continue
      }
      const pair = makePair(corpus, at, random)
      if (!pair) continue
      seen.add(corpus.passages[at]!.document)
      pairs.push(pair)
    }
    return pairs
  }
}

function makePair({ passages, counts }: LearningCorpus, at: number, random: () => number): Pair | null {
  const { document, heading, sentences } = passages[at]!
  if (sentences.length === 0) return null
  const chosen = Math.floor(random() * sentences.length)
  const sentence = sentences[chosen]!
  const kind = random() * 10
  let query = sentence
  let passage = sentences
  if (kind < 5) {
    if (random() > keptSentence) passage = sentences.filter((_one, i) => i !== chosen)
  } else if (kind < 7) {
    const rare = [...new Set(sentence)].sort((a, b) => counts[a]! - counts[b]! || a - b).slice(0, rarePieces)
    shuffle(rare, random)
    query = rare.slice(0, 2 + Math.floor(random() * 7))
  } else if (kind < 8.5) {
    query = heading
  } else {
    const following = passages[at + 1]
    if (following?.document !== document) return null
    passage = following.sentences
  }
  const rows = passage.flat()
  if (query.length < leastQuery || rows.length < leastPassage) return null
  const from = rows.length > passagePieces ? Math.floor(random() * (rows.length - passagePieces)) : 0
  return { query: query.slice(0, queryPieces), passage: rows.slice(from, from + passagePieces) }
}

function shuffle(list: unknown[], random: () => number): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j], list[i]]
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
