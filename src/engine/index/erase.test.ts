import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { embedder } from '../embedders/hash'
import { erase } from './erase'
import { makePassages } from './testing/makePassages'
import { closeIndex, type IndexRef, openAside } from './open'
import { optimise } from './optimise'
import { removeDocuments } from './remove'
import { search } from './search'
import { indexStats } from './stats'
import { verifyIndex } from './verify'
import { writeDocument } from './write'

const canary = 'quokkazephyr'

let ref: IndexRef
beforeEach(async () => {
  ref = { index: await mkdtemp(join(tmpdir(), 'carrel-erase-')), embedder: embedder.id }
})
afterEach(async () => {
  await closeIndex(ref.index)
  await rm(ref.index, { recursive: true, force: true })
})

async function write(document: string, texts: readonly string[]): Promise<void> {
  await writeDocument({ ...ref, document }, await makePassages(document, texts, embedder), { embedder })
}

function filler(document: number): string[] {
  return Array.from(
    { length: 100 },
    (_, i) => `Paragraph ${i} of report ${document} speaks of budgets, schedules and rooms; reference ${document * 1_000 + i}.`,
  )
}

/** Files under the index folder that hold the canary as plain bytes. */
async function filesWithCanary(): Promise<string[]> {
  const entries = await readdir(ref.index, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const held = await Promise.all(files.map(async (file) => (await readFile(file)).includes(canary)))
  return files.filter((_, i) => held[i])
}

/** Rows with the canary in any version of the table that can still be opened. */
async function rowsWithCanary(): Promise<number> {
  const table = await openAside(ref, { cold: true })
  let found = 0
  for (const { version } of await table.listVersions()) {
    await table.checkout(version)
    found += await table.countRows(`text LIKE '%${canary}%'`)
  }
  table.close()
  return found
}

/** Files by name but the hint, which is a number; LanceDB never writes into any other file twice. */
async function contentFiles(): Promise<string[]> {
  const folder = join(ref.index, `${embedder.id}.lance`)
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('hint.json'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

test('removed text leaves the disk, though it was less than a tenth of its file and was indexed', async () => {
  for (let i = 0; i < 8; i++) await write(`report-${i}`, filler(i))
  await write('secret', [`The code name is ${canary} and nobody may know.`, `Once more: ${canary}.`])
  await optimise({ ...ref, always: true }, { vectors: false })
  expect(await rowsWithCanary()).toBe(2)
  expect(await removeDocuments({ ...ref, documents: ['secret'] })).toBe(2)
  await optimise({ ...ref, always: true }, { vectors: false })
  const before = await contentFiles()
  expect(
    before.filter((file) => file.startsWith('_deletions')),
    'LanceDB kept the deleted rows',
  ).toHaveLength(1)

  const { bytesBefore, bytesAfter } = await erase(ref, { vectors: false })
  const after = new Set(await contentFiles())
  expect(before.filter((file) => after.has(file))).toEqual([])
  expect(await filesWithCanary()).toEqual([])
  expect(await rowsWithCanary()).toBe(0)
  // How the keyword index is cut into files changes from run to run, by some hundred bytes: no second copy is what counts.
  expect(bytesAfter).toBeLessThan(1.5 * bytesBefore)
  expect(await indexStats(ref)).toMatchObject({ rows: 800, unindexedRows: 0 })
  expect((await verifyIndex(ref, {})).problems).toEqual([])
  expect((await search({ ...ref, query: '"reference 3042"', limit: 5, mode: 'keyword' }, {})).hits.map((hit) => hit.passage)).toEqual([
    'report-3.42',
  ])
})

test('text of a document that was replaced leaves the disk too', async () => {
  await write('report', filler(1))
  await write('draft', [`Draft about ${canary}.`])
  expect((await filesWithCanary()).length).toBeGreaterThan(0)
  await write('draft', ['Final text about rooms.'])
  await erase(ref, { vectors: false })
  expect(await filesWithCanary()).toEqual([])
  expect(await rowsWithCanary()).toBe(0)
})

test('removed text leaves the disk although the clock was set back a year meanwhile', async () => {
  await write('report', filler(1))
  await write('secret', [`The code name is ${canary}.`])
  await removeDocuments({ ...ref, documents: ['secret'] })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 365 * 24 * 3_600_000 })
  try {
    await erase(ref, { vectors: false })
  } finally {
    vi.useRealTimers()
  }
  expect(await filesWithCanary()).toEqual([])
  expect(await rowsWithCanary()).toBe(0)
  expect(await indexStats(ref)).toMatchObject({ rows: 100, unindexedRows: 0 })
})

test('removing everything leaves no table behind, and the workspace can be filled again', async () => {
  await write('secret', [`Only ${canary} here.`])
  await removeDocuments({ ...ref, documents: ['secret'] })
  await erase(ref, { vectors: false })
  expect(await filesWithCanary()).toEqual([])
  expect(existsSync(join(ref.index, `${embedder.id}.lance`))).toBe(false)
  await write('report', filler(2))
  expect((await indexStats(ref)).rows).toBe(100)
})

test('erasing where nothing was removed does nothing', async () => {
  await write('report', filler(1))
  const before = await readdir(join(ref.index, `${embedder.id}.lance`, '_versions'))
  const { bytesBefore, bytesAfter } = await erase(ref, { vectors: false })
  expect(bytesAfter).toBe(bytesBefore)
  expect(await readdir(join(ref.index, `${embedder.id}.lance`, '_versions'))).toEqual(before)
})

test('searches and writes go on while the table is rewritten', async () => {
  for (let i = 0; i < 6; i++) await write(`report-${i}`, filler(i))
  await removeDocuments({ ...ref, documents: ['report-0'] })
  let erased = false
  const erasing = erase(ref, { vectors: false }).then(() => (erased = true))
  const writing = write('late', ['A late arrival about lanterns.'])
  let searches = 0
  while (!erased) {
    const { hits } = await search({ ...ref, query: '"reference 3042"', limit: 5, mode: 'keyword' }, {})
    expect(hits.map((hit) => hit.passage)).toEqual(['report-3.42'])
    searches++
  }
  await Promise.all([erasing, writing])
  expect(searches).toBeGreaterThan(0)
  expect((await search({ ...ref, query: 'lanterns', limit: 5, mode: 'keyword' }, {})).hits).toHaveLength(1)
  expect((await indexStats(ref)).rows).toBe(501)
})

test('an erasure that was cut short in the middle is finished by the next one', async () => {
  for (let i = 0; i < 3; i++) await write(`report-${i}`, filler(i))
  await write('secret', [`The code name is ${canary}.`])
  await removeDocuments({ ...ref, documents: ['secret'] })
  const table = await openAside(ref, { cold: false })
  await table.update({ valuesSql: { ordinal: 'ordinal' } })
  table.close()
  await closeIndex(ref.index)
  expect((await search({ ...ref, query: '"reference 1042"', limit: 5, mode: 'keyword' }, {})).hits.map((hit) => hit.passage)).toEqual([
    'report-1.42',
  ])
  await erase(ref, { vectors: false })
  expect(await filesWithCanary()).toEqual([])
  expect(await rowsWithCanary()).toBe(0)
  expect(await indexStats(ref)).toMatchObject({ rows: 300, unindexedRows: 0 })
})
