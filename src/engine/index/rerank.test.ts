import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { embedderOf } from '../embedders'
import type { Fused } from './fuse'
import { cutIntoParts } from './parts'
import { rerank, rerankDepth } from './rerank'

beforeAll(() => void (process.env.CARREL_RESOURCES = resolve(import.meta.dirname, '../../../resources')))

const candidate = (id: string, text: string, { bm25 = 1, cosine = 0.5, context = '', vector = [1, 0] } = {}): Fused => ({
  candidate: { id, score: bm25, read: (column) => ({ text, context, vector: Float32Array.from(vector) })[column] },
  score: bm25,
  bm25,
  cosine,
  lanes: {},
})

async function order(query: string, fused: Fused[]): Promise<string[]> {
  const embedder = embedderOf('starter')
  const [vector] = await embedder.embed([query], 'query', {})
  const words = query.split(' ')
  const worths = await embedder.weigh!(words)
  const terms = words.map((word, i) => ({ term: word, worth: worths[i]! }))
  return (await rerank(fused, { terms, names: [], vector: vector!, embedder })).map((one) => one.candidate.id)
}

describe('among passages that both lanes like the same', () => {
  it('the one with all words of the query comes first', async () => {
    const texts = ['The heron fishes.', 'The heron waits at the lake and fishes.', 'Nothing of that.']
    expect(
      (
        await order(
          'heron lake',
          texts.map((text, i) => candidate(`${i}`, text)),
        )
      )[0],
    ).toBe('1')
  })

  it('the one with the words near each other comes before one with them far apart', async () => {
    const filler = 'and then something else happened somewhere that has no bearing on it '.repeat(8)
    const found = await order('zinc roof', [candidate('far', `zinc ${filler} roof`), candidate('near', `${filler} zinc roof ${filler}`)])
    expect(found[0]).toBe('near')
  })

  it('a word that stands only in the context counts as well', async () => {
    const found = await order('pepsico dividends', [
      candidate('other', 'dividends paid', { context: 'Boeing 2022' }),
      candidate('own', 'dividends paid', { context: 'PepsiCo 2022' }),
    ])
    expect(found).toEqual(['own', 'other'])
  })
})

it('one that is like the best comes before one that is not', async () => {
  const best = candidate('best', 'The heron waits at the lake.', { bm25: 9, vector: [1, 0] })
  const like = candidate('like', 'It stands in shallow water.', { vector: [0.9, 0.436] })
  const unlike = candidate('unlike', 'It stands in shallow water.', { vector: [0, 1] })
  expect(await order('heron lake', [best, unlike, like])).toEqual(['best', 'like', 'unlike'])
})

it('what lies behind the first fifty keeps its order and stays behind', async () => {
  const many = Array.from({ length: rerankDepth + 10 }, (_one, i) => candidate(String(i).padStart(3, '0'), `text ${i}`, { bm25: 100 - i }))
  const found = await order('text', many)
  expect(found.slice(rerankDepth)).toEqual(many.slice(rerankDepth).map((one) => one.candidate.id))
})

it('nothing is ranked as nothing', async () => {
  expect(await order('text', [])).toEqual([])
})

it('parts hold the whole text, none much longer than a few lines', () => {
  const text = `A first sentence. ${'word '.repeat(300)}. Third: a list\none\ntwo\nthree.`
  const parts = cutIntoParts(text)
  expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(400)
  expect(cutIntoParts(' \n ')).toEqual([])
})
