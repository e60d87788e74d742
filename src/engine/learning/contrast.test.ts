import { describe, expect, it } from 'vitest'
import { createModel, type Learnable, numbersOfModel } from './contrast'
import { createMatrices } from './matrices'
import { randomFrom } from './pairs'

describe('a matrix product', () => {
  it.each([
    [8, 16, 5],
    [4, 8, 700],
    [64, 24, 33],
  ])('of %i × %i with %i terms is what plain sums give, in either orientation', (m, n, k) => {
    const random = randomFrom(7)
    const { allocate, multiply } = createMatrices({ numbers: m * k + k * n + 2 * m * n, mostRows: m })
    const [a, b, c, turned] = [m * k, k * n, m * n, m * n].map((length) => allocate(length)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ]
    for (const numbers of [a, b]) for (let i = 0; i < numbers.length; i++) numbers[i] = random() - 0.5
    multiply(c, a, b, { m, n, k, aStrides: [k, 1], bStrides: [n, 1] })
    multiply(turned, a, b, { m, n, k, aStrides: [1, m], bStrides: [1, k] })
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let [sum, other] = [0, 0]
        for (let t = 0; t < k; t++) {
          sum += a[i * k + t]! * b[t * n + j]!
          other += a[t * m + i]! * b[j * k + t]!
        }
        expect(c[i * n + j]).toBeCloseTo(sum, 4)
        expect(turned[i * n + j]).toBeCloseTo(other, 4)
      }
    }
  })
})

describe('a model', () => {
  const start = (dimension: number, seed: number): Learnable => {
    const random = randomFrom(seed)
    const table = Float32Array.from({ length: 20 * dimension }, () => (random() - 0.5) * 0.2)
    return { table, weights: new Float32Array(20).fill(-3), dimension }
  }
  const modelOf = (learnable: Learnable) =>
    createModel(learnable, {
      batchSize: 8,
      matrices: createMatrices({ numbers: numbersOfModel(8, learnable.dimension), mostRows: learnable.dimension }),
    })
  const pairsOf = (count: number) => Array.from({ length: count }, (_one, i) => ({ query: [i, 16], passage: [i + 8, i, 17] }))

  it('learns to tell pairs apart: the loss falls and every query finds its own', () => {
    const model = modelOf(start(16, 3))
    const losses = Array.from({ length: 60 }, () => model.learn(pairsOf(8), 0.02).loss)
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 4)
    expect(model.accuracy(pairsOf(8))).toBe(1)
  })

  it('goes downhill: the first step moves every row against the slope of the loss', () => {
    const stepped = start(8, 9)
    const before = start(8, 9).table
    modelOf(stepped).learn(pairsOf(8), 1e-6)
    const lossWith = (at: number, change: number) => {
      const learnable = start(8, 9)
      learnable.table[at]! += change
      return modelOf(learnable).learn(pairsOf(8), 0).loss
    }
    const compared = [0, 9, 37, 64, 70, 90, 130]
      .map((at) => ({ step: stepped.table[at]! - before[at]!, slope: (lossWith(at, 1e-2) - lossWith(at, -1e-2)) / 2e-2 }))
      .filter(({ slope }) => Math.abs(slope) > 1e-2)
    expect(compared.length).toBeGreaterThan(3)
    expect(compared.map(({ step }) => Math.sign(step))).toEqual(compared.map(({ slope }) => -Math.sign(slope)))
  })
})
