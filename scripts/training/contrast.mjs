import { createMatrices } from './matmul.mjs'

/** How far apart similarities are pulled before they are compared (the inverse temperature). */
const sharpness = 20
/** Weight of choosing the query for a passage, beside choosing the passage for a query. */
const backwards = 0.5
const decayFirst = 0.9
const decaySecond = 0.99
const epsilon = 1e-8

/**
 * A table of vectors and token weights that learns from pairs: the vector of a text is the sum of its rows, each times e^weight; every
 * pair of a batch has to find its own partner among all others (cross entropy over cosines). Dense Adam, because rows a batch does
 * not touch still move by their momentum, which measured better.
 */
export function createModel({ rows, dimension, counts, random, batchSize }) {
  const { allocate, multiply } = createMatrices(32 + Math.ceil((batchSize * batchSize + batchSize * dimension * 8) / 250_000) + 16)
  const table = new Float32Array(rows * dimension)
  for (let i = 0; i < table.length; i++) table[i] = gauss(random) * 0.05
  const weights = new Float32Array(rows)
  const total = counts.reduce((sum, one) => sum + one, 0)
  for (let i = 0; i < rows; i++) weights[i] = Math.log(1e-3 / (1e-3 + counts[i] / total))
  const moments = [adamOf(table), adamOf(weights)]
  const sides = ['query', 'passage'].map((side) => ({
    side,
    sums: new Float32Array(batchSize * dimension),
    lengths: new Float32Array(batchSize),
    units: allocate(batchSize * dimension),
    slopes: allocate(batchSize * dimension),
  }))
  const closeness = allocate(batchSize * batchSize)
  let steps = 0

  /** Sums and unit vectors of one side of the pairs. */
  function forward({ side, sums, lengths, units }, pairs) {
    sums.fill(0)
    pairs.forEach((pair, i) => {
      const at = i * dimension
      for (const row of pair[side]) {
        const factor = Math.exp(weights[row])
        const from = row * dimension
        for (let x = 0; x < dimension; x++) sums[at + x] += factor * table[from + x]
      }
      let square = 1e-12
      for (let x = 0; x < dimension; x++) square += sums[at + x] ** 2
      lengths[i] = Math.sqrt(square)
      for (let x = 0; x < dimension; x++) units[at + x] = sums[at + x] / lengths[i]
    })
  }

  /** Slopes of the units to slopes of rows and weights. */
  function backward({ side, lengths, units, slopes }, pairs) {
    const own = new Float32Array(dimension)
    pairs.forEach((pair, i) => {
      const at = i * dimension
      let along = 0
      for (let x = 0; x < dimension; x++) along += slopes[at + x] * units[at + x]
      for (let x = 0; x < dimension; x++) own[x] = (slopes[at + x] - along * units[at + x]) / lengths[i]
      for (const row of pair[side]) {
        const factor = Math.exp(weights[row])
        const from = row * dimension
        let product = 0
        for (let x = 0; x < dimension; x++) {
          product += own[x] * table[from + x]
          moments[0].slope[from + x] += factor * own[x]
        }
        moments[1].slope[row] += factor * product
      }
    })
  }

  return {
    table,
    weights,
    /** One step; gives the loss and how often the right passage was the closest. */
    learn(pairs, rate) {
      const [queries, passages] = sides
      for (const side of sides) forward(side, pairs)
      const byRow = { aStrides: [dimension, 1], bStrides: [1, dimension] }
      multiply(closeness, queries.units, passages.units, { m: batchSize, n: batchSize, k: dimension, ...byRow })
      const measured = slopesOfCloseness(closeness, batchSize)
      const back = { m: batchSize, n: dimension, k: batchSize, bStrides: [dimension, 1] }
      multiply(queries.slopes, closeness, passages.units, { ...back, aStrides: [batchSize, 1] })
      multiply(passages.slopes, closeness, queries.units, { ...back, aStrides: [1, batchSize] })
      for (const side of sides) backward(side, pairs)
      steps++
      adamStep(table, moments[0], rate, steps)
      adamStep(weights, moments[1], rate, steps)
      return measured
    },
    /** How often the closest of all passages is the right one. */
    accuracy(pairs) {
      const [queries, passages] = sides
      let right = 0
      for (let from = 0; from + batchSize <= pairs.length; from += batchSize) {
        for (const side of sides) forward(side, pairs.slice(from, from + batchSize))
        const byRow = { aStrides: [dimension, 1], bStrides: [1, dimension] }
        multiply(closeness, queries.units, passages.units, { m: batchSize, n: batchSize, k: dimension, ...byRow })
        right += rightOnes(closeness, batchSize)
      }
      return right / (Math.floor(pairs.length / batchSize) * batchSize)
    },
  }
}

function adamOf(values) {
  return { slope: new Float32Array(values.length), first: new Float32Array(values.length), second: new Float32Array(values.length) }
}

function adamStep(values, { slope, first, second }, rate, steps) {
  const size = (rate * Math.sqrt(1 - decaySecond ** steps)) / (1 - decayFirst ** steps)
  for (let i = 0; i < values.length; i++) {
    const g = slope[i]
    const m = (first[i] = decayFirst * first[i] + (1 - decayFirst) * g)
    const v = (second[i] = decaySecond * second[i] + (1 - decaySecond) * g * g)
    values[i] -= (size * m) / (Math.sqrt(v) + epsilon)
  }
  slope.fill(0)
}

/** Replaces cosines by the slope of the loss over them. */
function slopesOfCloseness(closeness, n) {
  const rowSums = new Float64Array(n)
  const columnSums = new Float64Array(n)
  let loss = 0
  const right = rightOnes(closeness, n)
  for (let i = 0, at = 0; i < n; i++) {
    loss -= (1 + backwards) * sharpness * (closeness[i * n + i] - 1)
    for (let j = 0; j < n; j++, at++) {
      const e = Math.exp(sharpness * (closeness[at] - 1))
      closeness[at] = e
      rowSums[i] += e
      columnSums[j] += e
    }
  }
  for (let i = 0, at = 0; i < n; i++) {
    loss += Math.log(rowSums[i]) + backwards * Math.log(columnSums[i])
    const scale = sharpness / n
    for (let j = 0; j < n; j++, at++) closeness[at] *= scale * (1 / rowSums[i] + backwards / columnSums[j])
    closeness[i * n + i] -= scale * (1 + backwards)
  }
  return { loss: loss / n, accuracy: right / n }
}

function rightOnes(closeness, n) {
  let right = 0
  for (let i = 0; i < n; i++) {
    const own = closeness[i * n + i]
    let isBest = true
    for (let j = 0, at = i * n; j < n && isBest; j++, at++) isBest = j === i || closeness[at] < own
    if (isBest) right++
  }
  return right
}

function gauss(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
