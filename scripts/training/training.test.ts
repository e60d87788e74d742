import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPieces } from '../../src/engine/embedders/starter/pieces'
import { loadTable } from '../../src/engine/embedders/starter/table'
import { createModel } from './contrast.mjs'
import { readCorpus } from './corpus.mjs'
import { createMatrices } from './matmul.mjs'
import { createPairs, randomFrom } from './pairs.mjs'
import { writeTable } from './tableFile.mjs'
import { chooseVocabulary } from './vocabulary.mjs'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-training-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a matrix product', () => {
  it.each([
    [8, 16, 5],
    [4, 8, 700],
    [64, 24, 33],
  ])('of %i × %i with %i terms is what plain sums give, in either orientation', (m, n, k) => {
    const random = randomFrom(7)
    const { allocate, multiply } = createMatrices(16)
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
  const pairsOf = (count: number) => Array.from({ length: count }, (_one, i) => ({ query: [i, 16], passage: [i + 8, i, 17] }))

  it('learns to tell pairs apart: the loss falls and every query finds its own', () => {
    const model = createModel({ rows: 20, dimension: 16, counts: Array.from({ length: 20 }, () => 5), random: randomFrom(3), batchSize: 8 })
    const losses = Array.from({ length: 60 }, () => model.learn(pairsOf(8), 0.02).loss)
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 4)
    expect(model.accuracy(pairsOf(8))).toBe(1)
  })

  it('goes downhill: the first step moves every row against the slope of the loss', () => {
    const make = () =>
      createModel({ rows: 20, dimension: 8, counts: Array.from({ length: 20 }, () => 5), random: randomFrom(9), batchSize: 8 })
    const before = make()
    const start = Float32Array.from(before.table)
    before.learn(pairsOf(8), 1e-6)
    const lossWith = (at: number, change: number) => {
      const model = make()
      model.table[at]! += change
      return model.learn(pairsOf(8), 0).loss
    }
    const compared = [0, 9, 37, 64, 70, 90, 130]
      .map((at) => ({ step: before.table[at]! - start[at]!, slope: (lossWith(at, 1e-2) - lossWith(at, -1e-2)) / 2e-2 }))
      .filter(({ slope }) => Math.abs(slope) > 1e-2)
    expect(compared.length).toBeGreaterThan(3)
    expect(compared.map(({ step }) => Math.sign(step))).toEqual(compared.map(({ slope }) => -Math.sign(slope)))
  })
})

describe('from articles to a table', () => {
  const subjects = ['heron', 'lathe', 'lease', 'comet', 'cheese', 'canal', 'violin', 'glacier', 'harbour', 'bridge', 'orchard', 'engine']
  const article = (subject: string, i: number) => ({
    id: String(i),
    title: subject,
    paras: [
      'History.',
      ...Array.from(
        { length: 4 },
        (_one, n) =>
          `The ${subject} number ${n} was studied by people of the ${subject}works for many years. Its ${subject}ness is great and every ${subject} has parts that others lack. Nobody doubts that the ${subject} matters.`,
      ),
    ],
  })

  it('pieces cover every word, pairs come from one article each, and the same seed gives the same bytes', async () => {
    const file = join(folder, 'articles.jsonl.gz')
    writeFileSync(file, gzipSync(subjects.map((subject, i) => JSON.stringify(article(subject, i))).join('\n')))
    const corpus = await readCorpus(file)
    expect(corpus.articles).toHaveLength(subjects.length)
    const pieces = chooseVocabulary(corpus, 150)
    expect(new Set(pieces).size).toBe(pieces.length)
    expect(pieces).toEqual(expect.arrayContaining(['a', '##9', 'heron', 'the']))
    const piecesOf = createPieces({ buckets: 16, pieces })
    const rowsOf = corpus.words.map((word) => piecesOf(word))
    expect(rowsOf.every((rows) => rows.length > 0)).toBe(true)

    const make = (name: string) => {
      const random = randomFrom(5)
      const batch = createPairs({ articles: corpus.articles, counts: corpus.counts, rowsOf, random })
      const counts = Array.from({ length: 16 + pieces.length }, () => 3)
      const model = createModel({ rows: counts.length, dimension: 16, counts, random, batchSize: 8 })
      for (let step = 0; step < 5; step++) model.learn(batch(8), 0.02)
      return writeTable(join(folder, name), { table: model.table, weights: model.weights, dimension: 16, buckets: 16, pieces, about: {} })
    }
    const [one, other] = [make('one'), make('other')]
    expect(one).toEqual(other)
    expect(readFileSync(join(folder, 'one/model.safetensors')).equals(readFileSync(join(folder, 'other/model.safetensors')))).toBe(true)
    const table = await loadTable(join(folder, 'one'), 16)
    expect(table.hash).toBe(one.hash)
    expect(table.piecesOf('the heron')).toEqual(piecesOf('the heron'))
  })
})
