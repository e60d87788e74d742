import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedderOf } from '../engine/embedders'
import { makeGguf } from '../engine/llms/llamaCpp/testing/makeGguf'
import { readGguf } from '../core/localModels/ggufFile'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Vectors by a real llama.cpp, on a real host with real workers; only the weights of the model are random. */

let library: LibraryHost
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-gguf-'))
  library = await openLibraryHost()
  await library.add(
    library.file('heron.md', '# The heron\n\nThe grey heron stands in shallow water and waits for fish.\n'),
    library.file('lathe.md', '# The lathe\n\nA lathe turns the workpiece against a fixed cutting tool.\n'),
  )
}, 120_000)
afterAll(async () => {
  await library.close()
  rmSync(folder, { recursive: true, force: true })
})

const client = () => library.host.client
const file = (name: string, how: Parameters<typeof makeGguf>[1] = {}) => {
  const path = join(folder, name)
  makeGguf(path, how)
  return path
}
const reindex = async (embedder: string) => library.ended((await client().learning.reindex({ workspace: 'w', embedder })).job)
const stats = async () => (await client().workspaces.stats({ workspace: 'w' })).stats.index
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe('a file in GGUF', () => {
  it('is known for what it is by its own notes', async () => {
    expect(await readGguf(file('chat.gguf'))).toEqual({ kind: 'chat', dimension: null })
    expect(await readGguf(file('mean.gguf', { pooling: 1, hidden: 32 }))).toEqual({ kind: 'embedding', dimension: 32 })
    await expect(readGguf(file('scores.gguf', { pooling: 4 }))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/reranker/),
    })
    const whole = readFileSync(file('cut.gguf', { pooling: 1 }))
    writeFileSync(join(folder, 'cut.gguf'), whole.subarray(0, 200))
    await expect(readGguf(join(folder, 'cut.gguf'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    writeFileSync(join(folder, 'none.gguf'), 'GGUF')
    await expect(readGguf(join(folder, 'none.gguf'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('with absurd sizes in its notes is read no further than it goes, and refused', async () => {
    const bytes = readFileSync(file('absurd.gguf', { pooling: 1 }))
    bytes.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 24)
    writeFileSync(join(folder, 'absurd.gguf'), bytes)
    await expect(readGguf(join(folder, 'absurd.gguf'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('an embedding in GGUF', { timeout: 240_000 }, () => {
  let id: string

  it('is imported from a file, indexes the library beside the table that is searched, and takes what is added later', async () => {
    const path = file('tiny.gguf', { pooling: 1, words: ['heron', 'lathe', 'water', 'tool'] })
    const { embedding } = await client().embeddings.import({ path, label: 'Tiny' })
    expect(embedding).toMatchObject({ kind: 'llamaCpp', label: 'Tiny', dimension: 64, local: true })
    id = embedding.id
    expect(id).toMatch(/^llamacpp-[0-9a-f]{8}$/)
    await expect(client().embeddings.import({ path })).rejects.toMatchObject({ code: 'MODEL_EXISTS' })
    expect(await reindex('Tiny')).toMatchObject({ state: 'done', result: { after: id, switched: true } })
    expect(await stats()).toMatchObject({ embedder: id, dimension: 64, rows: 2 })
    const { hits, note } = await client().search.query({ workspace: 'w', query: 'a heron in water', mode: 'vector' })
    expect(hits.length).toBeGreaterThan(0)
    expect(note).toBeUndefined()
    await library.add(library.file('crane.md', '# The crane\n\nA crane lifts the load.\n'))
    expect(await stats()).toMatchObject({ rows: 3, dimension: 64 })
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    expect((await client().localModels.list()).models.find((one) => one.installed === id)).toMatchObject({ kind: 'embedding' })
    await expect(client().embeddings.remove({ id })).rejects.toMatchObject({ message: expect.stringMatching(/searched with this model/) })
  })

  it('gives unit vectors, the same for the same text, and cuts what is longer than it reads', async () => {
    process.env.CARREL_MODELS = join(library.data, 'models')
    process.env.CARREL_THREADS = '1'
    const texts = ['the heron in the water', 'lathe', '', 'a heron in the water '.repeat(900), '租约 😀']
    const vectors = await embedderOf(id).embed(texts, 'passage', {})
    for (const vector of vectors) {
      expect(vector).toHaveLength(64)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
    }
    const [again, short] = await Promise.all(['the heron in the water', 'lathe'].map((text) => embedderOf(id).embed([text], 'query', {})))
    expect(cosine(again![0]!, vectors[0]!)).toBeGreaterThan(0.9999)
    expect(cosine(short![0]!, vectors[1]!)).toBeGreaterThan(0.9999)
    expect(cosine(vectors[0]!, vectors[1]!)).toBeLessThan(0.999)
    const stop = AbortSignal.abort()
    await expect(embedderOf(id).embed(['heron'], 'query', { signal: stop })).rejects.toThrow(/abort/i)
  })

  it('that was changed or is gone is refused, and words still find', async () => {
    const path = join(library.data, 'models', id, 'model.gguf')
    await expect(embedderOf('llamacpp-00000000').embed(['heron'], 'query', {})).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
    const bytes = readFileSync(path)
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(path, bytes)
    await expect(embedderOf(id).embed(['heron'], 'query', {})).rejects.toMatchObject({
      code: 'EMBEDDING_MISMATCH',
      message: expect.stringMatching(/not the model that was imported/),
    })
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(path, bytes)
    expect(await embedderOf(id).embed(['heron'], 'query', {})).toHaveLength(1)
    expect(await reindex('starter')).toMatchObject({ state: 'done' })
    expect(await client().embeddings.remove({ id })).toEqual({ removed: id })
  })

  it('and a language model is none, and is said to be one', async () => {
    await expect(client().embeddings.import({ path: file('writes.gguf', { hidden: 32 }) })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
