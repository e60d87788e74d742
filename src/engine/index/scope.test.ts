import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embedder as hash } from '../embedders/hash'
import { makePassages } from './testing/makePassages'
import { closeIndex, type IndexRef } from './open'
import { optimise } from './optimise'
import { search, type SearchInput } from './search'
import { writeDocument } from './write'

const embedder = { ...hash, weight: 0.25 }
const count = 1_200
const idOf = (i: number) => `d${String(i).padStart(4, '0')}`
const all = Array.from({ length: count }, (_, i) => idOf(i))
let ref: IndexRef

beforeAll(async () => {
  ref = { index: await mkdtemp(join(tmpdir(), 'carrel-scope-')), embedder: embedder.id }
  const write = async (document: string, i: number) => {
    const text = `Entry ${i} lists gauge g${(i * 7919) % 97} beside the ${i < 12 ? 'heron' : 'valve'} v${i % 31}.`
    await writeDocument({ ...ref, document }, await makePassages(document, [text], embedder), { embedder })
  }
  await Promise.all(all.map(write))
  await optimise({ ...ref, always: true }, { vectors: true })
}, 120_000)
afterAll(async () => {
  await closeIndex(ref.index)
  await rm(ref.index, { recursive: true, force: true })
})

const found = async (asked: Partial<SearchInput> & Pick<SearchInput, 'mode'>) =>
  (await search({ ...ref, query: 'gauge g12 beside the valve v3', limit: 20, ...asked }, { embedder })).hits.map((hit) => hit.document)

const even = all.filter((_id, i) => i % 2 === 0)
const odd = all.filter((_id, i) => i % 2 === 1)

test.each(['keyword', 'vector'] as const)(
  'a list of many documents finds by %s what a search of everything shows of them',
  async (mode) => {
    const everywhere = await found({ mode, limit: 100 })
    const expected = everywhere.filter((id) => even.includes(id)).slice(0, 5)
    expect(expected).toHaveLength(5)
    const within = await found({ mode, documents: even })
    expect(within.slice(0, 5)).toEqual(expected)
  },
)

test.each(['keyword', 'vector', 'hybrid'] as const)('by %s only they are found, whether they are named or the others', async (mode) => {
  const within = await found({ mode, documents: even })
  expect(within).toHaveLength(20)
  expect(within.every((id) => even.includes(id))).toBe(true)
  expect(await found({ mode, except: odd })).toEqual(within)
})

test('where hardly any of the many documents fits, all of them are named, and it is found all the same', async () => {
  const few = [...all.slice(0, 2), ...all.slice(600, 1_150)]
  expect((await found({ mode: 'keyword', query: 'heron', documents: few })).toSorted()).toEqual([idOf(0), idOf(1)])
  const last = all.slice(-600)
  const { hits } = await search({ ...ref, query: 'gauge beside the valve', limit: 60, mode: 'keyword', documents: last }, { embedder })
  expect(hits).toHaveLength(60)
  expect(await found({ mode: 'keyword', query: 'heron', documents: last })).toEqual([])
  expect(await found({ mode: 'vector', query: 'heron', documents: last, pages: { from: 2 } })).toEqual([])
})
