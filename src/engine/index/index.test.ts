import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { embedder } from '../embedders/hash'
import { digestOf } from '../ingest/passageHash'
import type { Passage } from '../passage'
import { makePassages } from './testing/makePassages'
import { closeIndex, type IndexRef } from './open'
import { optimise } from './optimise'
import { removeDocuments } from './remove'
import { search } from './search'
import { indexStats } from './stats'
import { verifyIndex } from './verify'
import { writeDocument } from './write'

let ref: IndexRef
beforeEach(async () => {
  ref = { index: await mkdtemp(join(tmpdir(), 'carrel-index-')), embedder: embedder.id }
})
afterEach(async () => {
  await closeIndex(ref.index)
  await rm(ref.index, { recursive: true, force: true })
})

const contract = [
  'This agreement is made between Halden Ltd and the Meridian Institute.',
  'Either party may end this contract by giving notice in writing; the period is ninety days.',
  'Invoices carry the code KX-4471-B and are due within 14 days.',
  'The parties chose arbitration in Zürich for every dispute.',
]
const notes = [
  'The notice board in the hall is for everyone.',
  'Period furniture was sold at the auction.',
  '東京の契約は三月に終わる。 协议已签署',
  'Code KX 9 and B 4471 are unrelated numbers.',
]

async function write(document: string, texts: readonly string[]): Promise<Passage[]> {
  const passages = await makePassages(document, texts, embedder)
  await writeDocument({ ...ref, document }, passages, { embedder })
  return passages
}

async function found(
  query: string,
  more: { documents?: string[]; mode?: 'keyword' | 'vector' | 'hybrid'; limit?: number } = {},
): Promise<string[]> {
  const { hits } = await search({ ...ref, query, limit: 10, mode: 'keyword', ...more }, { embedder })
  return hits.map((hit) => hit.passage)
}

test('a workspace without a table has no hits, no figures and nothing to verify', async () => {
  expect(await found('anything')).toEqual([])
  expect(await indexStats(ref)).toEqual({ rows: 0, unindexedRows: 0, dimension: 0 })
  expect(await verifyIndex(ref, {})).toEqual({ documents: [], problems: [] })
  expect(await removeDocuments({ ...ref, documents: ['nothing'] })).toBe(0)
  expect(await optimise({ ...ref, always: true }, { vectors: false })).toBe(false)
})

test('a hit carries what was written: text, place, spans and boxes', async () => {
  const [, passage] = await write('contract', contract)
  const { hits } = await search({ ...ref, query: 'ninety days', limit: 1, mode: 'keyword' }, { embedder })
  expect(hits).toHaveLength(1)
  expect(hits[0]).toMatchObject({
    rank: 1,
    passage: 'contract.1',
    document: 'contract',
    page: 1,
    place: { kind: 'page' },
    text: contract[1],
  })
  expect(hits[0]!.spans).toEqual(passage!.spans)
  expect(hits[0]!.boxes).toEqual(passage!.boxes)
  expect(hits[0]!.lanes.keyword).toEqual({ rank: 1, score: hits[0]!.score })
})

test.each(['before the index was brought up to date', 'after'])('every kind of query finds what it should, %s', async (when) => {
  await write('contract', contract)
  await write('notes', notes)
  if (when === 'after') await optimise({ ...ref, always: true }, { vectors: false })
  expect((await found('What is the notice period of the contract?'))[0]).toBe('contract.1')
  expect((await found('KX-4471-B'))[0]).toBe('contract.2')
  expect(await found('"period is ninety days"')).toEqual(['contract.1'])
  expect(await found('“notice board” everyone')).toEqual(['notes.0'])
  expect(await found('notice -board')).toEqual(['contract.1'])
  expect(await found('zurich')).toEqual(['contract.3'])
  expect(await found('東京')).toEqual(['notes.2'])
  expect(await found('协议')).toEqual(['notes.2'])
  expect(await found('invoice')).toEqual(['contract.2'])
  expect(await found('notice', { documents: ['notes'] })).toEqual(['notes.0'])
  expect(await found('notice', { documents: [] })).toEqual([])
  expect(await found('notice', { documents: ["o'brien"] })).toEqual([])
})

test('an odd query gives hits or none, never an exception', async () => {
  await write('contract', contract)
  const odd = [
    '?!',
    '""',
    '"',
    '-',
    '- -',
    '-notice',
    '"!!"',
    "'; drop table x",
    '🙂 👩‍👩‍👧',
    'x '.repeat(2_000),
    'a'.repeat(4_000),
    'the of and',
    '(*) AND [x] OR "',
    '\u0000\u0007',
    '\ud800',
  ]
  for (const query of odd) {
    for (const mode of ['keyword', 'hybrid', 'vector'] as const) expect(Array.isArray(await found(query, { mode })), query).toBe(true)
  }
  expect(await found('?!')).toEqual([])
})

test('writing a document twice leaves no doubled row, whatever was there before', async () => {
  const passages = await write('contract', contract)
  await write('contract', contract)
  await write('notes', notes)
  const { documents, problems } = await verifyIndex(ref, {})
  expect(problems).toEqual([])
  expect(documents.find((one) => one.document === 'contract')).toEqual({ document: 'contract', passages: 4, digest: digestOf(passages) })
  expect((await indexStats(ref)).rows).toBe(8)
})

test('a shorter version replaces a longer one, and one without passages removes it', async () => {
  await write('contract', contract)
  await write('notes', notes)
  await write('contract', ['Only this is left.'])
  expect(await found('arbitration')).toEqual([])
  expect(await found('left')).toEqual(['contract.0'])
  await write('contract', [])
  expect(await found('left')).toEqual([])
  expect((await indexStats(ref)).rows).toBe(notes.length)
})

test('documents that arrive together share a commit, and each hears of its own failure only', async () => {
  const good = Array.from({ length: 30 }, (_, i) => write(`document-${i}`, [`Passage about subject${i} and nothing else.`]))
  const [strange] = await makePassages('strange', ['A vector of another length.'], embedder)
  strange!.vector = new Float32Array(3).fill(1)
  const bad = writeDocument({ ...ref, document: 'strange' }, [strange!], {})
  await expect(bad).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  await Promise.all(good)
  expect((await indexStats(ref)).rows).toBe(30)
  expect(await found('subject17')).toEqual(['document-17.0'])
})

test('vectors that are not finite or not of the table’s length are refused before anything is written', async () => {
  await write('contract', contract)
  const [broken] = await makePassages('broken', ['Not a number.'], embedder)
  broken!.vector = broken!.vector.map((number, i) => (i === 5 ? Number.NaN : number))
  await expect(writeDocument({ ...ref, document: 'broken' }, [broken!], { embedder })).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  expect((await indexStats(ref)).rows).toBe(4)
})

test('removed documents are out of search at once and stay out after the index is brought up to date', async () => {
  await write('contract', contract)
  await write('notes', notes)
  expect(await removeDocuments({ ...ref, documents: ['contract'] })).toBe(4)
  expect(await found('arbitration')).toEqual([])
  await optimise({ ...ref, always: true }, { vectors: false })
  expect(await found('arbitration')).toEqual([])
  expect(await found('auction')).toEqual(['notes.1'])
})

test('the vector lane ranks by closeness, and joined scores are finite, ordered and the same each time', async () => {
  await write('contract', contract)
  await write('notes', notes)
  expect((await found(contract[3]!, { mode: 'vector', limit: 1 }))[0]).toBe('contract.3')
  const weighted = { ...embedder, weight: 0.25 }
  const ask = () => search({ ...ref, query: 'notice in writing', limit: 5, mode: 'hybrid' }, { embedder: weighted })
  const { hits } = await ask()
  expect(hits[0]).toMatchObject({ passage: 'contract.1', lanes: { keyword: { rank: 1 }, vector: { rank: expect.any(Number) } } })
  const scores = hits.map((hit) => hit.score)
  expect(scores.every(Number.isFinite)).toBe(true)
  expect(scores).toEqual([...scores].sort((a, b) => b - a))
  expect((await ask()).hits).toEqual(hits)
})

test('an embedder of weight 0 leaves hybrid search to the keyword lane alone', async () => {
  await write('contract', contract)
  const { hits, timings } = await search({ ...ref, query: 'notice', limit: 5, mode: 'hybrid' }, { embedder: { ...embedder, weight: 0 } })
  expect(hits.map((hit) => hit.lanes)).toEqual([{ keyword: { rank: 1, score: hits[0]!.score } }])
  expect(timings).not.toHaveProperty('vector')
})

test('a query of nothing but stop words finds them as they stand; one alone finds nothing, and says why', async () => {
  await write('play', ['To be, or not to be, that is the question.', 'It is not to be done or to be thought of.', 'That is the end of it.'])
  expect(await found('to be or not to be')).toEqual(['play.0'])
  const one = await search({ ...ref, query: 'the', limit: 10, mode: 'keyword' }, { embedder })
  expect(one.hits).toEqual([])
  expect(one.note).toMatch(/“the” alone is too common/)
  expect((await found('"the"')).sort()).toEqual(['play.0', 'play.2'])
})

test('vectors alone find what is close to the query, never what is not, and say that they do not know meaning', async () => {
  await write('contract', contract)
  const { hits, note } = await search({ ...ref, query: 'invoices are due within 14 days', limit: 10, mode: 'vector' }, { embedder })
  expect(hits[0]?.passage).toBe('contract.2')
  expect(hits.every((hit) => hit.score > 0 && hit.lanes.vector && !hit.lanes.keyword)).toBe(true)
  expect(note).toMatch(/compare words/)
  const keyword = await search({ ...ref, query: 'invoices', limit: 10, mode: 'keyword' }, { embedder })
  expect(keyword.note).toBeUndefined()
})

test('an index goes on after its handles were let go of', async () => {
  await write('contract', contract)
  expect(await closeIndex(ref.index)).toBe(true)
  expect(await closeIndex(ref.index)).toBe(false)
  expect(await found('arbitration')).toEqual(['contract.3'])
})
