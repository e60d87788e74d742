import type { Matrices } from './matrices'

/*
 * A table of vectors and token weights that learns from pairs. Nothing is imported but types, so that the trainer (scripts/training)
 * loads this very file.
 */

/** Two texts that belong together, as rows of the table. */
export interface Pair {
  query: readonly number[]
  passage: readonly number[]
}

export interface Learnable {
  /** One row after the other, `dimension` numbers each. */
  table: Float32Array
  /** One a row: a row counts e^weight times. */
  weights: Float32Array
  dimension: number
}

export interface Model {
  /** One step; gives the loss and how often the right passage was the closest. */
  learn(pairs: readonly Pair[], rate: number): { loss: number; accuracy: number }
  /** How often the closest of all passages of a batch is the right one; what fills no batch is left out. */
  accuracy(pairs: readonly Pair[]): number
}

/** How far apart similarities are pulled before they are compared (the inverse temperature). */
const sharpness = 20
/** Weight of choosing the query for a passage, beside choosing the passage for a query. */
const backwards = 0.5
const decayFirst = 0.9
const decaySecond = 0.99
const epsilon = 1e-8

/** Numbers that a model takes of the memory of its matrices. */
export function numbersOfModel(batchSize: number, dimension: number): number {
  return batchSize * batchSize + 4 * batchSize * dimension
}

/**
 * The vector of a text is the sum of its rows, each times e^weight; every pair of a batch has to find its own partner among all others
 * (cross entropy over cosines). Dense Adam, because rows a batch does not touch still move by their momentum, which measured better.
 * Changes `table` and `weights` in place; `batchSize` is a multiple of 8.
 */
export function createModel(
  { table, weights, dimension }: Learnable,
  { batchSize, matrices }: { batchSize: number; matrices: Matrices },
): Model {
  const { allocate, multiply } = matrices
  const moments = { table: adamOf(table), weights: adamOf(weights) }
  const sideOf = (side: keyof Pair) => ({
    side,
    sums: new Float32Array(batchSize * dimension),
    lengths: new Float32Array(batchSize),
    units: allocate(batchSize * dimension),
    slopes: allocate(batchSize * dimension),
  })
  type Side = ReturnType<typeof sideOf>
  const [queries, passages] = [sideOf('query'), sideOf('passage')]
  const closeness = allocate(batchSize * batchSize)
  const byRow = { aStrides: [dimension, 1], bStrides: [1, dimension] } as const
  let steps = 0

  /** Sums and unit vectors of one side of the pairs. */
  function forward({ side, sums, lengths, units }: Side, pairs: readonly Pair[]): void {
    sums.fill(0)
    pairs.forEach((pair, i) => {
      const at = i * dimension
      for (const row of pair[side]) {
        const factor = Math.exp(weights[row]!)
        const from = row * dimension
        for (let x = 0; x < dimension; x++) sums[at + x]! += factor * table[from + x]!
      }
      let square = 1e-12
      for (let x = 0; x < dimension; x++) square += sums[at + x]! ** 2
      lengths[i] = Math.sqrt(square)
      for (let x = 0; x < dimension; x++) units[at + x] = sums[at + x]! / lengths[i]!
    })
  }

  /** Slopes of the units to slopes of rows and weights. */
  function backward({ side, lengths, units, slopes }: Side, pairs: readonly Pair[]): void {
    const own = new Float32Array(dimension)
    pairs.forEach((pair, i) => {
      const at = i * dimension
      let along = 0
      for (let x = 0; x < dimension; x++) along += slopes[at + x]! * units[at + x]!
      for (let x = 0; x < dimension; x++) own[x] = (slopes[at + x]! - along * units[at + x]!) / lengths[i]!
      for (const row of pair[side]) {
        const factor = Math.exp(weights[row]!)
        const from = row * dimension
        let product = 0
        for (let x = 0; x < dimension; x++) {
          product += own[x]! * table[from + x]!
          moments.table.slope[from + x]! += factor * own[x]!
        }
        moments.weights.slope[row]! += factor * product
      }
    })
  }

  function compare(pairs: readonly Pair[]): void {
    if (pairs.length !== batchSize) throw new RangeError(`A batch has ${batchSize} pairs, not ${pairs.length}.`)
    forward(queries, pairs)
    forward(passages, pairs)
    multiply(closeness, queries.units, passages.units, { m: batchSize, n: batchSize, k: dimension, ...byRow })
  }

  return {
    learn(pairs, rate) {
      compare(pairs)
      const measured = slopesOfCloseness(closeness, batchSize)
      const back = { m: batchSize, n: dimension, k: batchSize, bStrides: [dimension, 1] } as const
      multiply(queries.slopes, closeness, passages.units, { ...back, aStrides: [batchSize, 1] })
      multiply(passages.slopes, closeness, queries.units, { ...back, aStrides: [1, batchSize] })
      backward(queries, pairs)
      backward(passages, pairs)
      steps++
      adamStep(table, moments.table, rate, steps)
      adamStep(weights, moments.weights, rate, steps)
      return measured
    },
    accuracy(pairs) {
      let right = 0
      const batches = Math.floor(pairs.length / batchSize)
      for (let i = 0; i < batches; i++) {
        compare(pairs.slice(i * batchSize, (i + 1) * batchSize))
        right += rightOnes(closeness, batchSize)
      }
      return right / (batches * batchSize)
    },
  }
}

interface Moments {
  slope: Float32Array
  first: Float32Array
  second: Float32Array
}

function adamOf({ length }: Float32Array): Moments {
  return { slope: new Float32Array(length), first: new Float32Array(length), second: new Float32Array(length) }
}

function adamStep(values: Float32Array, { slope, first, second }: Moments, rate: number, steps: number): void {
  const size = (rate * Math.sqrt(1 - decaySecond ** steps)) / (1 - decayFirst ** steps)
  for (let i = 0; i < values.length; i++) {
    const g = slope[i]!
    const m = (first[i] = decayFirst * first[i]! + (1 - decayFirst) * g)
    const v = (second[i] = decaySecond * second[i]! + (1 - decaySecond) * g * g)
    values[i]! -= (size * m) / (Math.sqrt(v) + epsilon)
  }
  slope.fill(0)
}

/** Replaces cosines by the slope of the loss over them. */
function slopesOfCloseness(closeness: Float32Array, n: number): { loss: number; accuracy: number } {
  const rowSums = new Float64Array(n)
  const columnSums = new Float64Array(n)
  let loss = 0
  const right = rightOnes(closeness, n)
  for (let i = 0, at = 0; i < n; i++) {
    loss -= (1 + backwards) * sharpness * (closeness[i * n + i]! - 1)
    for (let j = 0; j < n; j++, at++) {
      const e = Math.exp(sharpness * (closeness[at]! - 1))
      closeness[at] = e
      rowSums[i]! += e
      columnSums[j]! += e
    }
  }
  for (let i = 0, at = 0; i < n; i++) {
    loss += Math.log(rowSums[i]!) + backwards * Math.log(columnSums[i]!)
    const scale = sharpness / n
    for (let j = 0; j < n; j++, at++) closeness[at]! *= scale * (1 / rowSums[i]! + backwards / columnSums[j]!)
    closeness[i * n + i]! -= scale * (1 + backwards)
  }
  return { loss: loss / n, accuracy: right / n }
}

function rightOnes(closeness: Float32Array, n: number): number {
  let right = 0
  for (let i = 0; i < n; i++) {
    const own = closeness[i * n + i]!
    let isBest = true
    for (let j = 0, at = i * n; j < n && isBest; j++, at++) isBest = j === i || closeness[at]! < own
    if (isBest) right++
  }
  return right
}
