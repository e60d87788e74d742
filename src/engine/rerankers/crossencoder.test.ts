import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findReranker } from '.'
import { readModelFolder } from '../embedders/transformers/modelFolder'
import { makeCrossEncoder } from '../embedders/transformers/testing/makeCrossEncoder'

/* The real loading code on real ONNX files. */

const words = ['lease', 'notice', 'period', 'heron', 'water', 'invoice']
let models: string
beforeAll(() => {
  models = mkdtempSync(join(tmpdir(), 'carrel-rerankers-'))
  process.env.CARREL_MODELS = models
  process.env.CARREL_THREADS = '1'
})
afterAll(() => rmSync(models, { recursive: true, force: true }))

async function installed(how: { labels?: number } = {}): Promise<string> {
  const folder = mkdtempSync(join(models, 'new-'))
  makeCrossEncoder(folder, { words, ...how })
  const id = `crossencoder-${(await readModelFolder(folder)).hash.slice(0, 8)}`
  rmSync(join(models, id), { recursive: true, force: true })
  renameSync(folder, join(models, id))
  return id
}

it('scores passages by what they have of the question, whatever they are batched with', async () => {
  const score = findReranker(await installed())!
  const texts = ['the heron in the water', 'notice period of the lease', '', 'invoice '.repeat(5_000), '租约 😀']
  const scores = await score('notice period lease', texts)
  expect(scores).toHaveLength(texts.length)
  expect(scores.indexOf(Math.max(...scores))).toBe(1)
  const [alone] = await score('notice period lease', [texts[0]!])
  expect(alone!).toBeCloseTo(scores[0]!, 4)
})

it('takes the second of two labels for yes, and refuses models with more', async () => {
  const two = findReranker(await installed({ labels: 2 }))!
  expect(await two('heron', ['heron', 'lease'])).toEqual([0, 0])
  const three = findReranker(await installed({ labels: 3 }))!
  await expect(three('heron', ['heron'])).rejects.toMatchObject({
    code: 'EMBEDDING_MISMATCH',
    message: expect.stringMatching(/no reranker/),
  })
})

it('is refused where its files are others than those that were installed, and told from embeddings', async () => {
  const id = await installed({ labels: 2 })
  expect((await readModelFolder(join(models, id))).scoresPairs).toBe(true)
  const path = join(models, id, 'tokenizer_config.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('512', '256'))
  const fresh = id.replace('crossencoder-', '')
  renameSync(join(models, id), join(models, `crossencoder-0${fresh.slice(1)}`))
  await expect(findReranker(`crossencoder-0${fresh.slice(1)}`)!('heron', ['heron'])).rejects.toMatchObject({
    code: 'EMBEDDING_MISMATCH',
    message: expect.stringMatching(/not the model that was installed/),
  })
  await expect(findReranker('crossencoder-00000000')!('heron', ['heron'])).rejects.toMatchObject({ code: 'EMBEDDING_MISMATCH' })
  expect(findReranker('transformers-00000000')).toBeUndefined()
})
