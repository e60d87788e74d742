import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModelFolder } from '../embedders/transformers/modelFolder'
import { makeCrossEncoder } from '../embedders/transformers/testing/makeCrossEncoder'
import { crossDepth, crossRank } from './crossRank'
import type { Reranked } from './rerank'

let models: string
let reranker: string
beforeAll(async () => {
  models = mkdtempSync(join(tmpdir(), 'carrel-rerankers-'))
  process.env.CARREL_MODELS = models
  process.env.CARREL_THREADS = '1'
  const folder = join(models, 'new')
  makeCrossEncoder(folder, { words: ['lease', 'notice', 'period', 'heron', 'water'] })
  reranker = `crossencoder-${(await readModelFolder(folder)).hash.slice(0, 8)}`
  renameSync(folder, join(models, reranker))
})
afterAll(() => rmSync(models, { recursive: true, force: true }))

/** Candidates in the order of their lanes, each a little worse than the one before. */
const candidates = (texts: readonly string[]): Reranked[] =>
  texts.map((text, i) => {
    const row: Record<string, unknown> = { text, context: 'notes.md' }
    return {
      candidate: { id: `${i}`, read: (name: string) => row[name] },
      score: 10 - i / 100,
      bm25: 1,
      cosine: 0,
      lanes: {},
    } as unknown as Reranked
  })
const textsOf = (ranked: readonly Reranked[]) => ranked.map((one) => one.candidate.read('text'))

test('a passage that answers rises among the first, and what lies behind them stays there', async () => {
  const texts = [
    ...Array.from({ length: crossDepth - 1 }, (_one, i) => `heron water ${i}`),
    'notice period of the lease',
    'notice period lease far behind',
  ]
  const notes: string[] = []
  const ranked = await crossRank(candidates(texts), {
    reranker,
    query: 'notice period lease',
    budget: 60_000,
    note: (said) => void notes.push(said),
  })
  expect(textsOf(ranked).indexOf('notice period of the lease')).toBeLessThan(8)
  expect(textsOf(ranked).at(-1)).toBe('notice period lease far behind')
  expect(textsOf(ranked).toSorted()).toEqual(texts.toSorted())
  const scores = ranked.map((one) => one.score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  expect(notes).toEqual([])
})

test('without time, or without its model, the order stays and the reader is told', async () => {
  const before = candidates(['heron', 'notice period'])
  const notes: string[] = []
  const note = (said: string) => void notes.push(said)
  expect(await crossRank(before, { reranker, query: 'notice', budget: 0, note })).toEqual(before)
  expect(await crossRank(before, { reranker: 'crossencoder-00000000', query: 'notice', note })).toEqual(before)
  expect(notes).toEqual([expect.stringMatching(/too long/), expect.stringMatching(/cannot be loaded/)])
})

test('somebody who stops is not kept', async () => {
  const stop = new AbortController()
  stop.abort(new Error('stopped'))
  const asked = crossRank(candidates(['a', 'b']), { reranker, query: 'a', signal: stop.signal, note: () => {} })
  await expect(asked).rejects.toThrow('stopped')
})
