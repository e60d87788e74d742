/*
 * How many passages a second the starter embedding makes vectors of, on one core: 20,000 passages of 600 and of 1,200 characters from
 * the text it is tried on (CARREL_TRAINING, or made-up words where there is none); processor time, so that a busy machine counts less.
 *   node bench/embedding.mjs
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildEngine, root } from './retrieval/engine.mjs'
import { firstLines } from './retrieval/lines.mjs'

const engine = await buildEngine()
const source = resolve(process.env.CARREL_TRAINING ?? join(root, '../shared/training/articles.jsonl.gz'))
const text = existsSync(source)
  ? (await firstLines(source, 2_000)).flatMap((line) => JSON.parse(line).paras).join(' ')
  : Array.from({ length: 4_000_000 }, (_one, i) => `w${(i * 7_919) % 30_011}`).join(' ')
const embedder = engine.embedderOf('starter')
const cold = performance.now()
await embedder.embed(['x'], 'passage', {})
console.log(`loaded in ${(performance.now() - cold).toFixed(0)} ms`)
for (const size of [600, 1_200]) {
  const passages = Array.from({ length: Math.min(20_000, Math.floor(text.length / size)) }, (_one, i) =>
    text.slice(i * size, (i + 1) * size),
  )
  const before = process.cpuUsage()
  for (let i = 0; i < passages.length; i += 64) await embedder.embed(passages.slice(i, i + 64), 'passage', {})
  const seconds = process.cpuUsage(before).user / 1e6
  console.log(`${size} characters: ${Math.round(passages.length / seconds)} passages a processor second (${passages.length} passages)`)
}
