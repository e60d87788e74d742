import { cp, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { embedder } from '../embedders/hash'
import { digestOf } from '../ingest/passageHash'
import { makePassages } from './testing/makePassages'
import { closeIndex, inTurn, type IndexRef, openAside, openTable } from './open'
import { optimise } from './optimise'
import { batchOf, rowOf, schemaOf } from './schema'
import { search } from './search'
import { verifyIndex } from './verify'
import { writeDocument } from './write'
import { loadStore } from './store'

/** Where bytes are flipped; another seed tries other places. */
const seed = Number(process.env.CARREL_SEED ?? 20261121)

let intact: string
let ref: IndexRef
let digest: string

beforeAll(async () => {
  intact = await mkdtemp(join(tmpdir(), 'carrel-verify-'))
  const texts = Array.from(
    { length: 60 },
    (_, i) => `Paragraph ${i} of the survey names ${i * 37} households and street ${i}; nobody objected.`,
  )
  const passages = await makePassages('survey', texts, embedder)
  digest = digestOf(passages)
  const built = { index: join(intact, 'index'), embedder: embedder.id }
  await writeDocument({ ...built, document: 'survey' }, passages, { embedder })
  await optimise({ ...built, always: true }, { vectors: false })
  await closeIndex(built.index)
})
beforeEach(async (context) => {
  ref = { index: join(intact, `copy-${context.task.id}`), embedder: embedder.id }
  await cp(join(intact, 'index'), ref.index, { recursive: true })
})
afterAll(async () => {
  for (const name of await readdir(intact)) await closeIndex(join(intact, name))
  await rm(intact, { recursive: true, force: true })
})

async function filesOf(folder: string): Promise<string[]> {
  const path = join(ref.index, `${embedder.id}.lance`, folder)
  return (await readdir(path)).filter((name) => !name.endsWith('.json')).map((name) => join(path, name))
}

async function flip(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+')
  const byte = Buffer.alloc(1)
  await handle.read(byte, 0, 1, at)
  byte[0]! ^= 0x10
  await handle.write(byte, 0, 1, at)
  await handle.close()
}

/** Every row as it stands in the table, or null where it cannot be read. */
async function contents(): Promise<string | null> {
  try {
    const table = await openAside(ref, { cold: true })
    const rows = (await table.query().toArray()).map((row) => ({ ...row, vector: [...row.vector] }))
    table.close()
    return JSON.stringify(rows)
  } catch {
    return null
  }
}

test('an undamaged index gives its documents with their digests and no problem', async () => {
  expect(await verifyIndex(ref, {})).toEqual({ documents: [{ document: 'survey', passages: 60, digest }], problems: [] })
})

test(`every flipped byte that changes a row is found (seed ${seed})`, async () => {
  const [file] = await filesOf('data')
  const { size } = await stat(file!)
  const written = await contents()
  let state = seed
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  let changed = 0
  for (let i = 0; i < 60; i++) {
    const at = Math.floor(random() * size)
    await flip(file!, at)
    const damaged = (await contents()) !== written
    const { problems } = await verifyIndex(ref, {})
    if (damaged) changed++
    expect(damaged && problems.length === 0, `byte ${at} of ${size}`).toBe(false)
    await flip(file!, at)
  }
  expect(changed).toBeGreaterThan(20)
  expect((await verifyIndex(ref, {})).problems).toEqual([])
})

test.each(['cut in half', 'emptied', 'deleted'])('a data file %s is a problem, not an exception', async (how) => {
  const [file] = await filesOf('data')
  if (how === 'deleted') await rm(file!)
  else await truncate(file!, how === 'emptied' ? 0 : Math.floor((await stat(file!)).size / 2))
  expect((await verifyIndex(ref, {})).problems).toMatchObject([{ code: 'INDEX_DAMAGED' }])
})

test.each(['cut in half', 'emptied', 'deleted', 'zeroed'])('a manifest %s is named by verify and by search', async (how) => {
  for (const file of await filesOf('_versions')) {
    if (how === 'deleted') await rm(file)
    else if (how === 'zeroed') await writeFile(file, Buffer.alloc((await readFile(file)).length))
    else await truncate(file, how === 'emptied' ? 0 : Math.floor((await stat(file)).size / 2))
  }
  expect((await verifyIndex(ref, {})).problems).toMatchObject([{ code: 'INDEX_DAMAGED' }])
  const searching = search({ ...ref, query: 'survey', limit: 5, mode: 'keyword' }, {})
  await expect(searching).rejects.toMatchObject({ code: 'INDEX_FAILED', message: expect.stringMatching(/cannot be opened.*repair/) })
  const writing = writeDocument({ ...ref, document: 'other' }, await makePassages('other', ['text'], embedder), { embedder })
  await expect(writing).rejects.toMatchObject({ code: 'INDEX_FAILED' })
})

test('a keyword index whose files are cut or emptied is found, though every row is whole', async () => {
  const indices = join(ref.index, `${embedder.id}.lance`, '_indices')
  const files = (await readdir(indices, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) await truncate(file, Math.floor((await stat(file)).size / 2))
  const { problems } = await verifyIndex(ref, {})
  expect(problems).toMatchObject([{ code: expect.stringMatching(/^INDEX_(?:SEARCH|DAMAGED)$/) }])
})

test(`every flipped byte in the files of the indices is found, and building them anew mends it (seed ${seed})`, async () => {
  const indices = join(ref.index, `${embedder.id}.lance`, '_indices')
  const files = (await readdir(indices, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(0)
  let state = seed
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  for (const file of files) {
    const at = Math.floor(random() * (await stat(file)).size)
    await flip(file, at)
    expect((await verifyIndex(ref, {})).problems, `${file} at ${at}`).toMatchObject([{ code: 'INDEX_SEARCH' }])
    await flip(file, at)
  }
  expect((await verifyIndex(ref, {})).problems).toEqual([])
  // Where its description is damaged, LanceDB cannot put another index in its place: then repair makes the whole index anew.
  const replaceable = files.filter((file) => !file.includes('metadata'))
  expect(replaceable.length).toBeGreaterThan(0)
  for (const file of replaceable) await flip(file, Math.floor((await stat(file)).size / 2))
  expect(await optimise({ ...ref, always: true, anew: true }, { vectors: false })).toBe(true)
  expect((await verifyIndex(ref, {})).problems).toEqual([])
  expect((await search({ ...ref, query: 'households', limit: 60, mode: 'keyword' }, {})).hits).toHaveLength(60)
})

test('an index file written after the last sealing is covered from the next clean check on', async () => {
  await rm(join(ref.index, `${embedder.id}.seals`))
  expect((await verifyIndex(ref, {})).problems).toEqual([])
  const indices = join(ref.index, `${embedder.id}.lance`, '_indices')
  const [entry] = (await readdir(indices, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  await flip(join(entry!.parentPath, entry!.name), 3)
  expect((await verifyIndex(ref, {})).problems).toMatchObject([{ code: 'INDEX_SEARCH' }])
})

test('rows that came twice are found', async () => {
  const { arrow } = await loadStore()
  const [passage] = await makePassages('survey', ['Paragraph 0 again.'], embedder)
  const rows = new arrow.Table([batchOf(arrow, schemaOf(arrow, passage!.vector.length), [rowOf(passage!)], [passage!.vector])])
  await inTurn(ref, async (slot) => (await openTable(slot))!.add(rows))
  const { problems, documents } = await verifyIndex(ref, {})
  expect(problems).toMatchObject([{ code: 'INDEX_DOUBLED', document: 'survey' }])
  expect(documents).toMatchObject([{ passages: 61 }])
})

test('partly written files of a killed process are swept away at the next opening', async () => {
  const left = join(ref.index, `${embedder.id}.lance`, 'data', '.tmpAbC123')
  await writeFile(left, 'partial')
  expect((await search({ ...ref, query: 'survey', limit: 5, mode: 'keyword' }, {})).hits).toHaveLength(5)
  await expect(stat(left)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('passages in words with umlauts and accents are found by words of theirs', async () => {
  const other = { index: join(intact, 'umlauts'), embedder: embedder.id }
  const texts = ['Übergabe: die Tür am Hof ist zu.', 'Möbelwagen und Gärtnerei.', 'Les dégâts d’été à l’église.', 'Ærø og Ångström.']
  const passages = await makePassages('umlauts', texts, embedder)
  await writeDocument({ ...other, document: 'umlauts' }, passages, { embedder })
  await optimise({ ...other, always: true }, { vectors: false })
  expect((await verifyIndex(other, {})).problems).toEqual([])
})

test('a byte of the newest manifest that changes nothing LanceDB looks at is found as well', async () => {
  const [newest] = await filesOf('_versions').then((files) => files.sort())
  const { size } = await stat(newest!)
  const places = Array.from({ length: 24 }, (_, i) => Math.floor(((i + (seed % 7) / 7) * size) / 24))
  for (const at of places) {
    await flip(newest!, at)
    expect((await verifyIndex(ref, {})).problems, `byte ${at} of ${size}`).toMatchObject([{ code: 'INDEX_DAMAGED' }])
    await closeIndex(ref.index)
    await flip(newest!, at)
  }
  expect((await verifyIndex(ref, {})).problems).toEqual([])
})
