/*
 * How many passages a second the starter embedding makes vectors of, on one core: 20,000 passages of 600 and of 1,200 characters from
 * the text it is tried on (CARREL_TRAINING, or made-up words where there is none); processor time, so that a busy machine counts less.
 * Beside it a model in ONNX of the shape of all-MiniLM-L6-v2 with random weights, in the same run on one thread, and the ratio.
 *   node bench/embedding.mjs [--passages 64]
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildEngine, root } from './retrieval/engine.mjs'
import { firstLines } from './retrieval/lines.mjs'

const { values: options } = parseArgs({ options: { passages: { type: 'string', default: '64' } } })
/** `sentence-transformers/all-MiniLM-L6-v2`: layers, numbers, heads, inner layer and pieces. */
const miniLm = { layers: 6, hidden: 384, heads: 12, inner: 1_536, pieces: 30_522 }

const models = await mkdtemp(join(tmpdir(), 'carrel-bench-models-'))
process.env.CARREL_MODELS = models
process.env.CARREL_THREADS = '1'
const engine = await buildEngine()
const source = resolve(process.env.CARREL_TRAINING ?? join(root, '../shared/training/articles.jsonl.gz'))
const text = existsSync(source)
  ? (await firstLines(source, 2_000)).flatMap((line) => JSON.parse(line).paras).join(' ')
  : Array.from({ length: 4_000_000 }, (_one, i) => `w${(i * 7_919) % 30_011}`).join(' ')
const embedder = engine.embedderOf('starter')
const cold = performance.now()
await embedder.embed(['x'], 'passage', {})
console.log(`loaded in ${(performance.now() - cold).toFixed(0)} ms`)
const words = [
  ...new Set(
    text
      .slice(0, 4_000_000)
      .toLowerCase()
      .match(/[a-z]{2,12}/g) ?? [],
  ),
].slice(0, 25_000)
engine.makeModel(join(models, 'new'), { ...miniLm, words })
const id = `transformers-${(await engine.readModelFolder(join(models, 'new'))).hash.slice(0, 8)}`
await rename(join(models, 'new'), join(models, id))
const transformer = engine.embedderOf(id)
await transformer.embed(['x'], 'passage', {})

try {
  for (const size of [600, 1_200]) {
    const passages = Array.from({ length: Math.min(20_000, Math.floor(text.length / size)) }, (_one, i) =>
      text.slice(i * size, (i + 1) * size),
    )
    const starter = await rateOf(embedder, passages)
    const onnx = await rateOf(transformer, passages.slice(0, Number(options.passages)))
    console.log(`${size} characters: starter ${Math.round(starter)} passages a processor second (${passages.length} passages)`)
    console.log(`${size} characters: MiniLM-shaped ONNX ${onnx.toFixed(1)}; the starter makes ${Math.round(starter / onnx)} times as many`)
  }
} finally {
  await rm(models, { recursive: true, force: true })
}

async function rateOf(one, passages) {
  const before = process.cpuUsage()
  for (let i = 0; i < passages.length; i += 64) await one.embed(passages.slice(i, i + 64), 'passage', {})
  return passages.length / (process.cpuUsage(before).user / 1e6)
}
