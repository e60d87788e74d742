import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedderOf } from '../embedders'
import { closeIndex } from './open'
import { search, type SearchInput } from './search'
import { makePassages } from './testing/makePassages'
import { writeDocument } from './write'

/* Both lanes and the reranker, on a real table with the embedding that ships. */

const texts = [
  'The physician examined the patient and diagnosed a disease of the heart.',
  'The railway company opened a new station between the two towns.',
  'Purchases of property, plant and equipment came to 1,205 million in fiscal 2022.',
  'The heron waits in shallow water for fish and frogs.',
  'A grey bird stood in shallow water and waited for a frog, the pond keeper said.',
  'Invoices carry the code KX-4471-B and are due within fourteen days.',
]
let ref: { index: string; embedder: string }

beforeAll(async () => {
  process.env.CARREL_RESOURCES = resolve(import.meta.dirname, '../../../resources')
  ref = { index: mkdtempSync(join(tmpdir(), 'carrel-joined-')), embedder: 'starter' }
  const embedder = embedderOf('starter')
  await writeDocument({ ...ref, document: 'd' }, await makePassages('d', texts, embedder), { embedder })
})
afterAll(async () => {
  await closeIndex(ref.index)
  rmSync(ref.index, { recursive: true, force: true })
})

const ask = (query: string, more: Partial<SearchInput> = {}, embedder = embedderOf('starter')) =>
  search({ ...ref, query, limit: 10, mode: 'hybrid', ...more }, { embedder })
const passages = async (query: string, more: Partial<SearchInput> = {}) => (await ask(query, more)).hits.map((hit) => hit.passage)

describe('a hybrid search', () => {
  it('finds words, and puts the passage with all of them first', async () => {
    expect((await passages('heron frogs in shallow water'))[0]).toBe('d.3')
    expect((await passages('KX-4471-B'))[0]).toBe('d.5')
  })

  it('finds what says the same in other words, which the keyword lane does not', async () => {
    expect(await passages('cardiac illness treated by doctors', { mode: 'keyword' })).toEqual([])
    expect((await passages('cardiac illness diagnosed by doctors in hospital patients'))[0]).toBe('d.0')
    expect((await passages('What was capex in FY22?'))[0]).toBe('d.2')
  })

  it('holds to phrases and exclusions in both lanes', async () => {
    expect(await passages('"shallow water" frog -heron')).toEqual(['d.4'])
    expect(await passages('"water shallow" frog')).toEqual([])
  })

  it('finds nothing where nothing has to do with the query, unless it is asked for everything', async () => {
    expect(await passages('xyzzy plugh')).toEqual([])
    expect(await passages('xyzzy plugh', { floor: false })).toHaveLength(texts.length)
  })

  it('gives scores that fall, lanes that were in it, and the same order each time', async () => {
    const { hits } = await ask('a bird in water waiting for frogs')
    const scores = hits.map((hit) => hit.score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(hits.every((hit) => hit.lanes.keyword || hit.lanes.vector)).toBe(true)
    expect((await ask('a bird in water waiting for frogs')).hits).toEqual(hits)
  })

  it('compares words alone, and says so, where the vectors are of another edition', async () => {
    const { hits, note } = await ask('heron frogs', {}, embedderOf('starter-00000000'))
    expect(hits[0]!.passage).toBe('d.3')
    expect(note).toMatch(/^Only words were compared\. .*another edition/)
    await expect(ask('heron', { mode: 'vector' }, embedderOf('starter-00000000'))).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  })
})
