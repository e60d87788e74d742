import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalModel } from '../contract/localModels'
import { makeCrossEncoder } from '../engine/embedders/transformers/testing/makeCrossEncoder'
import { makeModel } from '../engine/embedders/transformers/testing/makeModel'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'
import { etagOf, makeInstallation, makeResources, type ModelSource, type OfferedModel, startModelSource } from './testing/modelSource'

/* Models fetched from a source on this machine by a real host: the catalogue, downloads that go wrong, and what can be done with them. */

const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx']
let folder: string
let source: ModelSource
let offered: OfferedModel[]
let library: LibraryHost

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-models-'))
  const offer = (id: string, more: Partial<OfferedModel> = {}, words = [id, 'heron', 'lathe']): OfferedModel => {
    makeModel(join(folder, id), { layers: 1, hidden: 24, heads: 2, inner: 48, words })
    return { id, folder: join(folder, id), files, entry: { kind: 'embedding', dimension: 24, pooling: 'first' }, ...more }
  }
  offered = [
    offer('tiny', { hashed: ['onnx/model.onnx'] }),
    offer('other'),
    offer('vast', { entry: { kind: 'embedding', memoryBytes: 1e15 } }),
    offer('broad', { entry: { kind: 'embedding', bytes: 1e15 } }),
    offer('misfit', { entry: { kind: 'embedding', dimension: 99 } }),
  ]
  makeCrossEncoder(join(folder, 'reader'), { words: ['heron', 'lathe', 'bittern', 'reed'] })
  offered.push({ id: 'reader', folder: join(folder, 'reader'), files, entry: { kind: 'reranker' } })
  source = await startModelSource(offered)
  library = await openLibraryHost({ resources: makeResources(join(folder, 'resources'), offered) })
  await library.host.client.settings.update({ modelSource: source.origin })
}, 120_000)
afterAll(async () => {
  await library.close()
  await source.close()
  rmSync(folder, { recursive: true, force: true })
})

const client = () => library.host.client
const stateOf = async (id: string) => (await client().localModels.list()).models.find((one) => one.id === id)!
const downloads = () => join(library.data, 'models', '.downloads')

/** The model once nothing more happens to it. */
async function ended(id: string): Promise<LocalModel> {
  let model = await stateOf(id)
  for await (const next of await client().localModels.watch({ id })) model = next
  return model
}
async function fetchModel(id: string): Promise<LocalModel> {
  await client().localModels.download({ id })
  return ended(id)
}

describe('a recommended model', () => {
  it('is listed with what it costs, fetched, indexes a library, and is deleted', async () => {
    expect(await stateOf('tiny')).toMatchObject({
      state: 'available',
      installed: null,
      tooLarge: null,
      source: `${source.host}/maker/tiny`,
    })
    const model = await fetchModel('tiny')
    expect(model).toMatchObject({
      state: 'ready',
      installed: expect.stringMatching(/^transformers-[0-9a-f]{8}$/),
      dimension: 24,
      checked: 'first',
    })
    expect(readdirSync(downloads())).toEqual([])
    const { machine } = await client().localModels.list()
    expect(machine.modelBytes).toBeGreaterThan(10_000)
    expect((await client().embeddings.list()).embeddings.map((one) => one.label)).toContain('tiny')
    await library.add(library.file('heron.md', '# The heron\n\nThe grey heron stands in shallow water.\n'))
    expect(await library.ended((await client().learning.reindex({ workspace: 'w', embedder: 'tiny' })).job)).toMatchObject({
      state: 'done',
    })
    expect((await client().workspaces.stats({ workspace: 'w' })).stats.index).toMatchObject({ dimension: 24, rows: 1 })
    await expect(client().localModels.remove({ id: 'tiny' })).rejects.toMatchObject({
      message: expect.stringMatching(/searched with this model/),
    })
    await library.ended((await client().learning.reindex({ workspace: 'w', embedder: 'starter' })).job)
    expect((await client().localModels.remove({ id: 'tiny' })).bytes).toBeGreaterThan(10_000)
    expect(await stateOf('tiny')).toMatchObject({ state: 'available' })
  })

  it('has to be the next time what it was the first time', async () => {
    source.intercept = (path, _request, response) =>
      path === 'config.json' && Boolean(response.end('{"model_type":"bert","hidden_size":25}'))
    expect(await fetchModel('tiny')).toMatchObject({
      state: 'failed',
      error: { code: 'MODEL_ANSWER', message: expect.stringMatching(/SHA-256/) },
    })
    source.intercept = null
    expect(await fetchModel('tiny')).toMatchObject({ state: 'ready', checked: 'catalogue' })
  })

  it('of other bytes than the catalogue says is refused', async () => {
    await client().localModels.remove({ id: 'tiny' })
    source.intercept = (path, _request, response, bytes) =>
      path === 'onnx/model.onnx' && Boolean(response.end(Buffer.alloc(bytes.length, 1)))
    expect(await fetchModel('tiny')).toMatchObject({ state: 'failed', error: { code: 'MODEL_ANSWER' } })
    source.intercept = null
    expect(await client().localModels.cancel({ id: 'tiny' })).toMatchObject({ model: { state: 'available' } })
    expect(existsSync(join(downloads(), 'tiny'))).toBe(false)
  })

  it('that is no model of its kind is refused although it came whole', async () => {
    expect(await fetchModel('misfit')).toMatchObject({ state: 'failed', error: { message: expect.stringMatching(/should have 99/) } })
    await client().localModels.cancel({ id: 'misfit' })
  })

  it('is not fetched where the machine is too small for it, unless that is wanted, or the disk', async () => {
    expect((await stateOf('vast')).tooLarge).toMatch(/this machine has/)
    await expect(client().localModels.download({ id: 'vast' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/too large/),
    })
    await client().localModels.download({ id: 'vast', anyway: true })
    expect(await ended('vast')).toMatchObject({ state: 'ready' })
    await expect(client().localModels.download({ id: 'broad' })).rejects.toMatchObject({ code: 'DISK_FULL' })
    await expect(client().localModels.download({ id: 'nothing' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('is held, gone on with and cancelled', async () => {
    let trickling = true
    source.intercept = (path, request, response, bytes) => {
      if (path !== 'onnx/model.onnx' || request.headers.range || !trickling) return false
      response.writeHead(200, { 'content-length': bytes.length, etag: etagOf(bytes) })
      response.write(bytes.subarray(0, 5_000))
      return true
    }
    await client().localModels.download({ id: 'other' })
    await library.until(async () => ((await stateOf('other')).progress?.file ?? '') === 'onnx/model.onnx' && source.requests.length > 0)
    await library.until(async () => existsSync(join(downloads(), 'other/files/onnx/model.onnx.part.json')))
    await client().localModels.pause({ id: 'other' })
    expect(await ended('other')).toMatchObject({ state: 'paused' })
    await expect(client().localModels.cancel({ id: 'tiny' })).rejects.toMatchObject({ code: 'JOB_STATE' })
    await client().localModels.cancel({ id: 'other' })
    expect(await stateOf('other')).toMatchObject({ state: 'available' })
    trickling = false
    source.intercept = null
    expect(await fetchModel('other')).toMatchObject({ state: 'ready' })
  })

  it('may come from a folder instead', async () => {
    await client().localModels.remove({ id: 'other' })
    const { model } = await client().localModels.import({ path: join(folder, 'other'), label: 'My own' })
    expect(model).toMatchObject({ label: 'My own', state: 'ready', licence: null, source: null })
    await client().localModels.remove({ id: model.id })
    await expect(client().localModels.import({ path: 'other' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a reranker', () => {
  it('is fetched, chosen for a workspace, reads the passages of a search, and is not deleted while it is chosen', async () => {
    const { installed } = await fetchModel('reader')
    expect(installed).toMatch(/^crossencoder-/)
    expect((await client().embeddings.list()).embeddings.map((one) => one.label)).not.toContain('reader')
    await library.add(
      library.file('reeds.md', '# Reeds\n\nThe bittern stands in the reed.\n'),
      library.file('more.md', '# More\n\nA bittern was heard.\n'),
    )
    const search = () => client().search.query({ workspace: 'w', query: 'bittern reed', explain: true })
    expect((await search()).explanation?.timings).not.toHaveProperty('reranker')
    const { pipeline } = await client().pipeline.get({ workspace: 'w' })
    const choose = (reranker: string | null) =>
      client().pipeline.update({ workspace: 'w', pipeline: { ...pipeline, retrieval: { ...pipeline.retrieval, reranker } } })
    await expect(choose('crossencoder-00000000')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await choose(installed)
    // It is loaded at the first question, which may be too slow for that one.
    await library.until(async () => (await search()).note === undefined)
    const { hits, explanation } = await search()
    expect(hits[0]!.name).toBe('reeds.md')
    expect(explanation?.timings.reranker).toBeGreaterThan(0)
    await expect(client().localModels.remove({ id: 'reader' })).rejects.toMatchObject({
      message: expect.stringMatching(/ranks with this model/),
    })
    await choose(null)
    await client().localModels.remove({ id: 'reader' })
    await expect(client().localModels.import({ path: join(folder, 'reader') })).resolves.toMatchObject({
      model: { kind: 'reranker', installed },
    })
  })
})

describe('a host that is killed while it fetches', () => {
  it('goes on with the same bytes when it is started again', { timeout: 120_000 }, async () => {
    const cli = makeInstallation(join(folder, 'installation'), offered)
    const data = join(folder, 'killed')
    const carrel = (...words: string[]) =>
      JSON.parse(execFileSync(process.execPath, [cli, ...words, '--data', data, '--json'], { encoding: 'utf8' })) as {
        models: LocalModel[]
        model: LocalModel
      }
    carrel('model', 'source', source.origin)
    let first = true
    source.intercept = (path, _request, response, bytes) => {
      if (path !== 'onnx/model.onnx' || !first) return false
      first = false
      response.writeHead(200, { 'content-length': bytes.length, etag: etagOf(bytes) })
      response.write(bytes.subarray(0, 9_000))
      return true
    }
    const host = spawn(process.execPath, [cli, 'model', 'download', 'tiny', '--data', data], { stdio: 'ignore' })
    const killed = new Promise((resolve) => host.on('exit', resolve))
    const part = join(data, 'models/.downloads/tiny/files/onnx/model.onnx.part')
    await library.until(async () => existsSync(part) && existsSync(`${part}.json`) && readSize(part) > 0)
    const had = readSize(part)
    host.kill('SIGKILL')
    await killed
    const [held] = carrel('model', 'catalogue').models
    expect(held).toMatchObject({ state: 'paused' })
    const before = source.requests.length
    // A web host goes on by itself.
    const serving = spawn(process.execPath, [cli, 'serve', '--port', '0', '--data', data], { stdio: 'ignore' })
    await library.until(async () => carrel('model', 'catalogue').models[0]?.state === 'ready')
    serving.kill('SIGKILL')
    const asked = source.requests.slice(before)
    expect(asked.map(({ url }) => url)).toEqual(['/maker/tiny/resolve/main/onnx/model.onnx'])
    expect(asked[0]!.headers.range).toBe(`bytes=${had}-`)
    source.intercept = null
  })
})

function readSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
