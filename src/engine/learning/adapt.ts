import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../contract/errors'
import type { StaticTable } from '../embedders/starter/table'
import { type Quantised, quantiseRow } from '../embedders/starter/writeTable'
import { createModel, type Learnable, numbersOfModel } from './contrast'
import { isHeldOut } from './heldOut'
import { createMatrices } from './matrices'
import { corpusOf, createPairs, type LearningCorpus, type LearningText, randomFrom } from './pairs'

/** Fewer passages teach nothing that holds beyond them. */
export const leastPassages = 200

const allSteps = 240
const warmUp = 10
const rate = 0.004
const mostInBatch = 512
/** Length of a row while it is learnt; the rate is chosen for it. */
const learningLength = 0.8
/** Rest after a step, as a share of its time. */
const rest = 0.1
const seed = 1

/** How far the learning is. */
export interface AdaptStep {
  step: number
  steps: number
  loss: number
}

/** A table that knows the words of a workspace; `moved` is the mean cosine of its changed rows with those they began as. */
export interface Adapted extends Quantised {
  passages: number
  loss: number
  moved: number
}

/**
 * Adapts a static table to texts: gently, so that it stays near the one it began as, and only the rows of pieces that occur. What
 * `isHeldOut` names is not looked at. The same texts in the same order give the same bytes. Throws JOB_STATE where there are fewer
 * than `leastPassages`.
 */
export async function* adapt(
  base: StaticTable,
  texts: AsyncIterable<LearningText & { id: string }> | Iterable<LearningText & { id: string }>,
  { signal, steps = allSteps }: { signal?: AbortSignal; steps?: number },
): AsyncGenerator<AdaptStep, Adapted> {
  const seen: LearningText[] = []
  for await (const text of texts) if (!isHeldOut(text.id)) seen.push(text)
  if (seen.length < leastPassages)
    throw new AppError(
      'JOB_STATE',
      `There is too little to learn from: ${seen.length} passages, and it takes ${leastPassages}. Add more documents first.`,
    )
  const { corpus, used } = onlyUsed(corpusOf(seen, base.piecesOf, base.scales.length))
  const learnable = unfold(base, used)
  const start = Float32Array.from(learnable.table)
  const random = randomFrom(seed)
  const batchSize = Math.min(mostInBatch, Math.floor(seen.length / 16) * 8)
  const numbers = numbersOfModel(batchSize, base.dimension)
  const model = createModel(learnable, { batchSize, matrices: createMatrices({ numbers, mostRows: batchSize }) })
  const batch = createPairs(corpus, random)
  let loss = 0
  for (let step = 1; step <= steps; step++) {
    const started = performance.now()
    const decay = step < warmUp ? step / warmUp : 1 - (0.98 * (step - warmUp)) / (steps - warmUp)
    loss = model.learn(batch(batchSize), rate * decay).loss
    yield { step, steps, loss }
    // Longer than nothing, so that a cancel is heard.
    await pause(1 + (performance.now() - started) * rest)
    signal?.throwIfAborted()
  }
  return { ...fold(base, used, learnable), passages: seen.length, loss, moved: meanCosine(start, learnable.table, base.dimension) }
}

/** The same corpus with only the rows that occur in it, numbered anew; `used` says which they were. */
function onlyUsed({ passages, counts }: LearningCorpus): { corpus: LearningCorpus; used: number[] } {
  const numbers = new Map<number, number>()
  const renumber = (row: number) => {
    const known = numbers.get(row) ?? numbers.size
    numbers.set(row, known)
    return known
  }
  const renumbered = passages.map((one) => ({
    ...one,
    heading: one.heading.map(renumber),
    sentences: one.sentences.map((sentence) => sentence.map(renumber)),
  }))
  const used = [...numbers.keys()]
  return { corpus: { passages: renumbered, counts: Float64Array.from(used, (row) => counts[row]!) }, used }
}

/** Rows of one length, and their own length as weight: a table in int8 keeps both as one. */
function unfold({ dimension, numbers, scales }: StaticTable, used: readonly number[]): Learnable {
  const table = new Float32Array(used.length * dimension)
  const weights = new Float32Array(used.length)
  used.forEach((row, i) => {
    const own = numbers.subarray(row * dimension, (row + 1) * dimension)
    const length = Math.hypot(...own) + 1e-9
    own.forEach((value, x) => (table[i * dimension + x] = (value / length) * learningLength))
    weights[i] = Math.log(length * scales[row]! + 1e-9)
  })
  return { table, weights, dimension }
}

function fold(base: StaticTable, used: readonly number[], { table, weights, dimension }: Learnable): Quantised {
  const folded = { numbers: Int8Array.from(base.numbers), scales: Float32Array.from(base.scales) }
  used.forEach((row, i) => {
    const own = table.subarray(i * dimension, (i + 1) * dimension)
    quantiseRow(folded, row, own, Math.exp(weights[i]!) / learningLength)
  })
  return folded
}

function meanCosine(before: Float32Array, after: Float32Array, dimension: number): number {
  const rows = before.length / dimension
  let sum = 0
  for (let row = 0; row < rows; row++) {
    let [product, one, other] = [0, 1e-12, 1e-12]
    for (let x = row * dimension; x < (row + 1) * dimension; x++) {
      product += before[x]! * after[x]!
      one += before[x]! ** 2
      other += after[x]! ** 2
    }
    sum += product / Math.sqrt(one * other)
  }
  return sum / rows
}
