import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { workerContract } from '../contract/worker'
import { embedder } from '../engine/embedders/hash'
import { makePassages } from '../engine/index/testing/makePassages'
import { writePassages } from '../engine/ingest/passagesFile'
import { indexHandlers } from './index'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-handlers-'))
})
afterEach(async () => {
  await indexHandlers.close({ index: join(folder, 'index') }, {})
  await rm(folder, { recursive: true, force: true })
})

async function passagesFile(document: string, texts: string[]): Promise<{ path: string; digest: string }> {
  const path = join(folder, `${document}.passages`)
  const file = await writePassages(path)
  await file.write(await makePassages(document, texts, embedder))
  const { digest } = await file.finish()
  return { path, digest }
}

test('a document goes in by its passages file, is found, verified with the digest of the file, removed and erased', async () => {
  const ref = { index: join(folder, 'index'), embedder: embedder.id }
  const { path, digest } = await passagesFile('lease', ['The rent is due in May.', 'Pets are welcome.'])
  expect(await indexHandlers.write({ ...ref, document: 'lease', passagesFile: path, fresh: true }, {})).toEqual({ rows: 2 })
  expect(await indexHandlers.write({ ...ref, document: 'lease', passagesFile: path, fresh: true }, {})).toEqual({ rows: 2 })
  const found = await indexHandlers.search({ ...ref, query: 'When is the rent due?', limit: 5, mode: 'hybrid' }, {})
  expect(found.hits.map((hit) => hit.passage)).toEqual(['lease.0'])
  expect(workerContract.index.search['~orpc'].outputSchema!.safeParse(found).success).toBe(true)
  expect(await indexHandlers.verify(ref, {})).toEqual({ documents: [{ document: 'lease', passages: 2, digest }], problems: [] })
  expect(await indexHandlers.optimise({ ...ref, always: true }, {})).toEqual({ done: true })
  expect(await indexHandlers.stats(ref, {})).toEqual({ rows: 2, unindexedRows: 0, dimension: embedder.dimension })
  expect(await indexHandlers.remove({ ...ref, documents: ['lease'] }, {})).toEqual({ rows: 2 })
  expect((await indexHandlers.search({ ...ref, query: 'rent', limit: 5, mode: 'hybrid' }, {})).hits).toEqual([])
  expect((await indexHandlers.erase(ref, {})).bytesAfter).toBe(0)
  expect(await indexHandlers.close({ index: ref.index }, {})).toEqual({ closed: true })
})

test('a passages file that is cut, or of an embedder nobody knows, is refused and changes nothing', async () => {
  const ref = { index: join(folder, 'index'), embedder: embedder.id }
  const { path } = await passagesFile('lease', ['The rent is due in May.'])
  await indexHandlers.write({ ...ref, document: 'lease', passagesFile: path, fresh: true }, {})
  const missing = indexHandlers.write({ ...ref, document: 'lease', passagesFile: join(folder, 'missing'), fresh: false }, {})
  await expect(missing).rejects.toThrow(/ENOENT|missing/)
  const strange = indexHandlers.write({ ...ref, embedder: 'unknown', document: 'lease', passagesFile: path, fresh: false }, {})
  await expect(strange).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  expect(await indexHandlers.stats(ref, {})).toMatchObject({ rows: 1 })
  expect((await indexHandlers.search({ ...ref, embedder: 'unknown', query: 'rent', limit: 5, mode: 'keyword' }, {})).hits).toEqual([])
})

test('an embedder’s name cannot leave the index folder', async () => {
  for (const name of ['../other', 'a/b', '..', '', 'a\u0000']) {
    await expect(indexHandlers.stats({ index: join(folder, 'index'), embedder: name }, {})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  }
})
