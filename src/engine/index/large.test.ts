import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embedder as hash } from '../embedders/hash'
import { erase } from './erase'
import { makePassages } from './testing/makePassages'
import { closeIndex, inTurn, type IndexRef, openTable } from './open'
import { optimise } from './optimise'
import { removeDocuments } from './remove'
import { search } from './search'
import { writeDocument } from './write'

const embedder = { ...hash, weight: 0.25 }
let ref: IndexRef
beforeAll(async () => {
  ref = { index: await mkdtemp(join(tmpdir(), 'carrel-large-')), embedder: embedder.id }
  const write = async (document: number) => {
    const texts = Array.from(
      { length: 1_000 },
      (_, i) => `Entry ${document * 1_000 + i} lists gauge g${(i * 7919) % 997} beside valve v${document}x${i}.`,
    )
    await writeDocument({ ...ref, document: `list-${document}` }, await makePassages(`list-${document}`, texts, embedder), { embedder })
  }
  await Promise.all(Array.from({ length: 11 }, (_, document) => write(document)))
  await optimise({ ...ref, always: true }, { vectors: true })
})
afterAll(async () => {
  await closeIndex(ref.index)
  await rm(ref.index, { recursive: true, force: true })
})

async function indexedColumns(): Promise<string[]> {
  return inTurn(ref, async (slot) =>
    (await (await openTable(slot))!.listIndices()).map((index) => `${index.columns[0]} ${index.numUnindexedRows}`).toSorted(),
  )
}

test('from 10,000 rows on ids, documents and vectors are indexed, and searches of every mode find what they should', async () => {
  expect(await indexedColumns()).toEqual(['document 0', 'id 0', 'searched 0', 'vector 0'])
  for (const mode of ['keyword', 'vector', 'hybrid'] as const) {
    const query = 'Entry 7123 lists gauge g965 beside valve v7x123.'
    const { hits } = await search({ ...ref, query, limit: 3, mode }, { embedder })
    expect(hits[0]?.passage, mode).toBe('list-7.123')
    const scoped = await search({ ...ref, query, limit: 3, mode, documents: ['list-2'] }, { embedder })
    expect(
      scoped.hits.every((hit) => hit.document === 'list-2'),
      mode,
    ).toBe(true)
    expect(scoped.hits, mode).toHaveLength(3)
  }
})

test('the vector index finds what a scan finds: of the first ten at least 98 of 100', async () => {
  const queries = Array.from({ length: 30 }, (_, i) => `gauge g${(i * 131) % 997} beside valve v${i % 11}x${i * 29} lists`)
  let found = 0
  for (const query of queries) {
    const [vector] = await embedder.embed([query], 'query', {})
    const scanned = await inTurn(ref, async (slot) => {
      const table = (await openTable(slot))!
      const nearest = table.query().nearestTo(vector!).distanceType('cosine').bypassVectorIndex()
      return nearest.select(['id', '_distance']).limit(10).toArray()
    })
    // Many entries are equally near; one of them is as good as another.
    const farthest = scanned.at(-1)!._distance as number
    const { hits } = await search({ ...ref, query, limit: 10, mode: 'vector' }, { embedder })
    found += hits.filter((hit) => 1 - hit.score <= farthest + 1e-6).length
  }
  expect(found / (10 * queries.length)).toBeGreaterThanOrEqual(0.98)
})

test('erasing keeps every index', async () => {
  await removeDocuments({ ...ref, documents: ['list-3'] })
  const { bytesBefore, bytesAfter } = await erase(ref, { vectors: true })
  expect(bytesAfter).toBeLessThan(bytesBefore)
  expect(await indexedColumns()).toEqual(['document 0', 'id 0', 'searched 0', 'vector 0'])
  const { hits } = await search({ ...ref, query: 'valve v3x5', limit: 5, mode: 'keyword' }, { embedder })
  expect(hits.filter((hit) => hit.document === 'list-3')).toEqual([])
})
