import type { MadeQuestion } from '../../contract/worker'
import type { Embedder } from '../embedder'
import { reading, type IndexRef } from '../index/open'
import { sqlText } from '../index/filter'
import { isStopWord } from '../words'
import { isHeldOut, spreadOf } from './heldOut'
import { randomFrom } from './pairs'

/** Shortest sentence worth asking for, in words that are no stop words. */
const leastWords = 6
/** Share of the words of a sentence that are dropped, the rarest: with them, its passage is found by them alone. */
const droppedRarest = 0.4
const mostWords = 6
const rareWords = 4
/** Passages looked at per question wanted: not every one has a sentence worth asking for. */
const lookedAt = 2

const sentenceEnd = /(?<=[.!?]["”’')\]]?)\s+|\n+/u
const wordRun = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu

/**
 * Makes questions whose answer is known from passages that no learning has seen: the heading above one, rare words of one, a sentence
 * without its rarest words and with the others in another order. The same table gives the same questions.
 * Throws INDEX_FAILED.
 */
export function makeQuestions(
  ref: IndexRef,
  { most, embedder }: { most: number; embedder: Embedder | undefined },
): Promise<MadeQuestion[]> {
  return reading(ref, [], async (table) => {
    const held: string[] = []
    for await (const batch of table.query().select(['id'])) {
      const ids = batch.getChild('id')!
      for (let i = 0; i < batch.numRows; i++) if (isHeldOut(ids.get(i))) held.push(ids.get(i))
    }
    const chosen = held.sort((a, b) => spreadOf(a) - spreadOf(b) || (a < b ? -1 : 1)).slice(0, most * lookedAt)
    if (chosen.length === 0) return []
    const rows = await table
      .query()
      .where(`id IN (${chosen.map(sqlText).join(', ')})`)
      .select(['id', 'text', 'context'])
      .toArray()
    rows.sort((a, b) => chosen.indexOf(a.id) - chosen.indexOf(b.id))
    const questions: MadeQuestion[] = []
    for (const row of rows) {
      if (questions.length >= most) break
      const question = await questionOf(row as { id: string; text: string; context: string }, questions.length, embedder)
      if (question) questions.push(question)
    }
    return questions
  })
}

type Kind = MadeQuestion['kind']
const kinds: Kind[] = ['sentence', 'rare', 'sentence', 'heading']

async function questionOf(
  { id, text, context }: { id: string; text: string; context: string },
  number: number,
  embedder: Embedder | undefined,
): Promise<MadeQuestion | null> {
  const random = randomFrom(spreadOf(id))
  const kind = kinds[number % kinds.length]!
  if (kind === 'heading') {
    const heading = context.trim().split('\n').at(-1) ?? ''
    if (tellingWords(heading).length >= 2) return { passage: id, text, kind, question: heading.slice(0, 300) }
  }
  const sentences = text
    .split(sentenceEnd)
    .map(tellingWords)
    .filter((words) => words.length >= leastWords)
  const sentence = sentences[Math.floor(random() * sentences.length)]
  if (!sentence) return null
  const worth = await worthOf(sentence, embedder)
  const byWorth = [...sentence].sort((a, b) => worth.get(b)! - worth.get(a)! || (a < b ? -1 : 1))
  if (kind === 'rare') return { passage: id, text, kind, question: shuffled(byWorth.slice(0, rareWords), random).join(' ') }
  const left = shuffled(byWorth.slice(Math.ceil(sentence.length * droppedRarest)), random)
  return { passage: id, text, kind: 'sentence', question: left.slice(0, mostWords).join(' ') }
}

function tellingWords(text: string): string[] {
  const words = [...text.matchAll(wordRun)].map(([word]) => word)
  return [...new Set(words.filter((word) => word.length > 1 && !isStopWord(word, { shouted: true })))]
}

/** By the embedding’s own table where it tells, else by length. */
async function worthOf(words: readonly string[], embedder: Embedder | undefined): Promise<Map<string, number>> {
  const worths = await embedder?.weigh?.(words)
  return new Map(words.map((word, i) => [word, worths?.[i] ?? word.length / 20]))
}

function shuffled(words: readonly string[], random: () => number): string[] {
  const keys = new Map(words.map((word) => [word, random()]))
  return [...words].sort((a, b) => keys.get(a)! - keys.get(b)!)
}
