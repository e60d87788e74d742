import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPieces } from '../../src/engine/embedders/starter/pieces'
import { loadTable } from '../../src/engine/embedders/starter/table'
import { createModel, numbersOfModel } from '../../src/engine/learning/contrast'
import { createMatrices } from '../../src/engine/learning/matrices'
import { readCorpus } from './corpus.mjs'
import { createPairs, randomFrom } from './pairs.mjs'
import { freshTable, writeTrained } from './tableFile.mjs'
import { chooseVocabulary } from './vocabulary.mjs'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-training-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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
      const fresh = freshTable({ dimension: 16, counts, random })
      const matrices = createMatrices({ numbers: numbersOfModel(8, 16), mostRows: 16 })
      const model = createModel(fresh, { batchSize: 8, matrices })
      for (let step = 0; step < 5; step++) model.learn(batch(8), 0.02)
      return writeTrained(join(folder, name), { ...fresh, buckets: 16, pieces, about: {} })
    }
    const [one, other] = [make('one'), make('other')]
    expect(one).toEqual(other)
    expect(readFileSync(join(folder, 'one/model.safetensors')).equals(readFileSync(join(folder, 'other/model.safetensors')))).toBe(true)
    const table = await loadTable(join(folder, 'one'), 16)
    expect(table.hash).toBe(one.hash)
    expect(table.piecesOf('the heron')).toEqual(piecesOf('the heron'))
  })
})
