import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeModel } from '../engine/embedders/transformers/testing/makeModel'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Other embeddings than the one on board, on a real host with real workers: a model in ONNX, and a server on this machine. */

let library: LibraryHost
let server: Server
let url: string
let asked: { authorization: string; texts: string[] }[] = []
let answer: (text: string) => number[] | Promise<number[]> = (text) => [
  text.length,
  text.split('heron').length,
  text.split('lathe').length,
  1,
]

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', async () => {
      const { input } = JSON.parse(body) as { input: string[] }
      asked.push({ authorization: String(request.headers.authorization), texts: input })
      const vectors = await Promise.all(input.map(answer)).catch(() => null)
      if (!vectors) response.writeHead(500).end()
      else response.end(JSON.stringify({ data: vectors.map((embedding, index) => ({ index, embedding })) }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  library = await openLibraryHost()
  await library.add(
    library.file('heron.md', '# The heron\n\nThe grey heron stands in shallow water and waits for fish.\n'),
    library.file('lathe.md', '# The lathe\n\nA lathe turns the workpiece against a fixed cutting tool.\n'),
  )
}, 120_000)
afterAll(async () => {
  await library.close()
  server.close()
  server.closeAllConnections()
})

const client = () => library.host.client
const reindex = async (embedder: string) => library.ended((await client().learning.reindex({ workspace: 'w', embedder })).job)
const stats = async () => (await client().workspaces.stats({ workspace: 'w' })).stats.index
const hits = async (query: string) => (await client().search.query({ workspace: 'w', query, mode: 'vector' })).hits

describe('a model in ONNX', () => {
  it('is imported from a folder, indexes the library beside the table that is searched, and takes what is added later', async () => {
    const folder = join(library.data, '..', 'tiny-bert')
    makeModel(folder, { layers: 1, hidden: 24, heads: 2, inner: 48, words: ['heron', 'lathe', 'water', 'tool'] })
    const { embedding } = await client().embeddings.import({ path: folder })
    expect(embedding).toMatchObject({ kind: 'transformers', label: 'tiny-bert', dimension: 24, local: true })
    expect((await client().embeddings.list()).embeddings.map((one) => one.kind)).toEqual(['starter', 'transformers'])
    await expect(client().embeddings.import({ path: folder })).rejects.toMatchObject({ code: 'MODEL_EXISTS' })
    expect(await reindex('tiny-bert')).toMatchObject({ state: 'done', result: { after: embedding.id, switched: true } })
    expect(await stats()).toMatchObject({ embedder: embedding.id, dimension: 24, rows: 2 })
    expect(await hits('heron')).not.toHaveLength(0)
    await library.add(library.file('crane.md', '# The crane\n\nA crane lifts the load.\n'))
    expect(await stats()).toMatchObject({ rows: 3, dimension: 24 })
    expect(await library.verify()).toMatchObject({ ok: true })
    await expect(client().embeddings.remove({ id: embedding.id })).rejects.toMatchObject({
      message: expect.stringMatching(/searched with this model/),
    })
    expect(await reindex('starter')).toMatchObject({ state: 'done' })
    expect(await client().embeddings.remove({ id: embedding.id })).toEqual({ removed: embedding.id })
  })

  it('is refused where the folder holds something else, and nothing stays behind', async () => {
    await expect(client().embeddings.import({ path: library.data })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/config\.json/),
    })
    await expect(client().learning.reindex({ workspace: 'w', embedder: 'nothing' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect((await client().embeddings.list()).embeddings).toHaveLength(1)
  })
})

describe('a server that makes vectors', () => {
  beforeAll(async () => {
    await client().models.add({ label: 'vectors', provider: 'openaiCompatible', url, model: 'm', key: 'secret-key' })
  })

  it('is asked by the host alone, with its key, for passages and for questions', async () => {
    asked = []
    expect(await reindex('vectors')).toMatchObject({ state: 'done', result: { switched: true } })
    expect(asked.flatMap(({ texts }) => texts)).toHaveLength(3)
    expect(asked.every(({ authorization }) => authorization === 'Bearer secret-key')).toBe(true)
    expect(await stats()).toMatchObject({ dimension: 4, rows: 3 })
    asked = []
    expect(await hits('heron')).toHaveLength(3)
    expect(asked.map(({ texts }) => texts)).toEqual([['heron']])
    expect(library.filesWith('secret-key').filter((path) => !/secrets/.test(path))).toEqual([])
  })

  it('that gives other vectors than before fails the document, and what is there stays searched', async () => {
    const before = answer
    answer = () => [1, 2]
    const added = await library.add(library.file('wrench.md', '# The wrench\n\nA wrench turns a nut.\n'))
    expect(added['wrench.md']).toMatchObject({ status: 'failed', code: 'EMBEDDING_FAILED' })
    answer = () => [Number.NaN, 1, 2, 3]
    expect((await client().search.query({ workspace: 'w', query: 'heron' })).note).toMatch(/^Only words were compared/)
    answer = before
    expect(await hits('heron')).toHaveLength(3)
    expect(await library.verify()).toMatchObject({ ok: true })
  })

  it.each([
    ['says nothing', () => new Promise<number[]>(() => {}), /said nothing|made no vectors/],
    ['fails', () => Promise.reject(new Error('down')), /failed|closed the connection|broke off/],
  ])('that %s leaves the words to search by, soon, and says so', { timeout: 60_000 }, async (_how, faulty, says) => {
    const before = answer
    answer = faulty
    const started = performance.now()
    const found = await client().search.query({ workspace: 'w', query: 'heron' })
    answer = before
    expect(found.hits[0]!.name).toBe('heron.md')
    expect(found.note).toMatch(/^Only words were compared/)
    expect(found.note).toMatch(says)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('that is gone leaves the words to search by, and says so', async () => {
    await client().models.remove({ label: 'vectors' })
    const found = await client().search.query({ workspace: 'w', query: 'heron' })
    expect(found.hits[0]!.name).toBe('heron.md')
    expect(found.note).toMatch(/^Only words were compared\. The model this workspace was indexed with was removed/)
    expect(await reindex('starter')).toMatchObject({ state: 'done' })
  })
})
