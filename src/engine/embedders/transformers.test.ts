import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedderOf } from '.'
import { makeModel, type ModelShape } from './transformers/testing/makeModel'
import { namesOtherFiles } from './transformers/onnxFile'
import { readModelFolder } from './transformers/modelFolder'

/* The real loading code on real ONNX files; only their weights are random. */

const shape: ModelShape = { layers: 2, hidden: 32, heads: 4, inner: 64, words: ['lease', 'notice', 'period', 'heron', 'water', 'invoice'] }
let models: string

beforeAll(() => {
  models = mkdtempSync(join(tmpdir(), 'carrel-models-'))
  process.env.CARREL_MODELS = models
  process.env.CARREL_THREADS = '1'
})
afterAll(() => rmSync(models, { recursive: true, force: true }))

/** Puts a model where an import would have put it; gives its id. */
async function imported(how: Partial<ModelShape> = {}, change: (folder: string) => void = () => {}): Promise<string> {
  const folder = mkdtempSync(join(models, 'new-'))
  makeModel(folder, { ...shape, ...how })
  change(folder)
  const id = `transformers-${(await readModelFolder(folder)).hash.slice(0, 8)}`
  rmSync(join(models, id), { recursive: true, force: true })
  renameSync(folder, join(models, id))
  return id
}

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
const write = (name: string, value: unknown) => (folder: string) => writeFileSync(join(folder, name), JSON.stringify(value))

describe('a model of transformers.js', () => {
  it('gives unit vectors in the order of the texts, the same whatever they are batched with', async () => {
    const embedder = embedderOf(await imported())
    const texts = ['the notice period of the lease', 'heron', '', 'a heron in the water '.repeat(40), 'x'.repeat(50_000), '租约 😀']
    const together = await embedder.embed(texts, 'passage', {})
    expect(together).toHaveLength(texts.length)
    for (const vector of together) {
      expect(vector).toHaveLength(32)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    }
    for (const [i, text] of texts.entries()) {
      const [alone] = await embedder.embed([text], 'passage', {})
      expect(cosine(alone!, together[i]!), `“${text.slice(0, 20)}” alone and among others`).toBeGreaterThan(0.9999)
    }
    expect(cosine(together[0]!, together[1]!)).toBeLessThan(0.9)
  })

  it('pools as the model says: the mean of all pieces, or the first one', async () => {
    const [mean] = await embedderOf(await imported()).embed(['heron water'], 'passage', {})
    const [first] = await embedderOf(await imported({ pooling: 'cls' })).embed(['heron water'], 'passage', {})
    expect(cosine(mean!, first!)).toBeLessThan(0.999)
  })

  it('puts the words before a text that the model was taught with', async () => {
    const prompts = { prompts: { query: 'invoice ', document: '' } }
    const embedder = embedderOf(await imported({}, write('config_sentence_transformers.json', prompts)))
    const [query] = await embedder.embed(['heron'], 'query', {})
    const [said, plain] = await embedder.embed(['invoice heron', 'heron'], 'passage', {})
    expect(cosine(query!, said!)).toBeGreaterThan(0.9999)
    expect(cosine(query!, plain!)).toBeLessThan(0.999)
  })

  it('reads no more of a text than the model can', async () => {
    const embedder = embedderOf(await imported({}, write('sentence_bert_config.json', { max_seq_length: 8 })))
    const same = 'heron heron heron heron heron heron water'
    const [long, cut] = await embedder.embed([`${same} lease lease`, `${same} ${'invoice '.repeat(20)}`], 'passage', {})
    expect(cosine(long!, cut!)).toBeGreaterThan(0.9999)
  })

  it('takes smaller weights where there are some', async () => {
    const folder = mkdtempSync(join(models, 'both-'))
    makeModel(folder, shape)
    cpSync(join(folder, 'onnx/model.onnx'), join(folder, 'onnx/model_quantized.onnx'))
    expect(await readModelFolder(folder)).toMatchObject({ weights: 'model_quantized.onnx', dtype: 'q8', dimension: 32, longest: 512 })
  })

  it('stops between batches', async () => {
    const embedder = embedderOf(await imported())
    const stop = new AbortController()
    stop.abort()
    await expect(embedder.embed(['x'], 'passage', { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('is refused where its files are not those that were imported', async () => {
    const id = await imported({ words: ['changed'] })
    const path = join(models, id, 'tokenizer.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('changed', 'altered'))
    await expect(embedderOf(id).embed(['x'], 'query', {})).rejects.toMatchObject({
      code: 'EMBEDDING_MISMATCH',
      message: expect.stringMatching(/not the model that was imported.*Import it again/),
    })
    await expect(embedderOf('transformers-00000000').embed(['x'], 'query', {})).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
    await expect(embedderOf('transformers').embed(['x'], 'query', {})).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  })

  it('says in a sentence what is wrong with a folder, a cut file, or a model of another kind', async () => {
    const broken = async (change: (folder: string) => void) => {
      const folder = mkdtempSync(join(models, 'broken-'))
      makeModel(folder, shape)
      change(folder)
      return readModelFolder(folder).then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    }
    expect(await broken((folder) => rmSync(join(folder, 'onnx'), { recursive: true }))).toMatch(/onnx\/model\.onnx is missing/)
    expect(await broken((folder) => rmSync(join(folder, 'tokenizer.json')))).toMatch(/tokenizer\.json is missing/)
    expect(await broken(write('config.json', { model_type: 'bert' }))).toMatch(/hidden_size/)
    expect(await broken((folder) => writeFileSync(join(folder, 'config.json'), '{'))).toMatch(/config\.json is not understood/)
    await expect(readModelFolder(join(models, 'nowhere'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const cut = await imported({ words: ['cut'] }, (folder) => truncateSync(join(folder, 'onnx/model.onnx'), 20_000))
    await expect(embedderOf(cut).embed(['x'], 'query', {})).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
    const other = await imported({ words: ['wide'] }, (folder) => {
      const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object
      write('config.json', { ...config, hidden_size: 48 })(folder)
    })
    await expect(embedderOf(other).embed(['x'], 'query', {})).rejects.toThrow(/gives 32 numbers where it says 48/)
  })

  it('is refused where its weights lie in other files, which a hostile model could name freely', async () => {
    const folder = mkdtempSync(join(models, 'outside-'))
    makeModel(folder, shape)
    expect(await namesOtherFiles(join(folder, 'onnx/model.onnx'))).toBe(false)
    // ModelProto.graph (7) > initializer (5) > external_data (13): { key: location, value: ../../../etc/passwd }
    const part = (field: number, body: Buffer) => Buffer.concat([Buffer.from([(field << 3) | 2, body.length]), body])
    const entry = Buffer.concat([part(1, Buffer.from('location')), part(2, Buffer.from('../../../etc/passwd'))])
    const named = part(7, part(5, part(13, entry)))
    writeFileSync(join(folder, 'onnx/model.onnx'), named)
    expect(await namesOtherFiles(join(folder, 'onnx/model.onnx'))).toBe(true)
    await expect(readModelFolder(folder)).rejects.toThrow(/further files/)
    writeFileSync(join(folder, 'onnx/model.onnx'), Buffer.alloc(100_000, 0xff))
    expect(await namesOtherFiles(join(folder, 'onnx/model.onnx'))).toBe(false)
  })
})
