// What the generate worker costs beside the bare runner: tokens a second through the worker against node-llama-cpp called directly, each in
// a process of its own, by turns in the same run, and the memory of the worker while it answers. The model has random weights and the size
// given; no answer means anything.
// npm run build && node bench/answer.mjs [--layers 8] [--hidden 512] [--tokens 128] [--rounds 3]
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { buildEngine, root, scratch } from './retrieval/engine.mjs'

const { values: options } = parseArgs({
  options: {
    layers: { type: 'string', default: '8' },
    hidden: { type: 'string', default: '512' },
    tokens: { type: 'string', default: '128' },
    rounds: { type: 'string', default: '3' },
  },
})
const tokens = Number(options.tokens)
const id = 'gguf-00000001'
const threads = process.env.CARREL_THREADS ?? '1'
const folder = await mkdtemp(join(tmpdir(), 'carrel-bench-answer-'))
const file = join(folder, id, 'model.gguf')

/** The runner with nothing around it, as its own documentation calls it. */
const bare = `
import { getLlama, LlamaChatSession } from 'node-llama-cpp'
const [file, threads, tokens] = process.argv.slice(2)
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, maxThreads: Number(threads) })
const model = await llama.loadModel({ modelPath: file })
const context = await model.createContext({ contextSize: 2048, threads: Number(threads), batchSize: 128 })
const sequence = context.getSequence()
const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: 'Be brief.' })
let first = 0
await session.prompt('When does the lease end?', { maxTokens: Number(tokens), temperature: 0, onTextChunk: () => (first ||= performance.now()) })
const seconds = (performance.now() - first) / 1000
console.log(sequence.tokenMeter.usedOutputTokens / seconds)
process.exit(0)
`

try {
  const engine = await buildEngine()
  await mkdir(join(folder, id))
  const hidden = Number(options.hidden)
  engine.makeGguf(file, { layers: Number(options.layers), hidden, heads: hidden / 64, inner: hidden * 4 })
  const script = join(scratch, 'bareAnswer.mjs')
  await writeFile(script, bare)
  const { createGenerateWorker, spawnChild } = await buildHost()
  const spawn = spawnChild({ env: { CARREL_MODELS: folder, CARREL_THREADS: threads } })
  const worker = createGenerateWorker({ spawn, entry: join(root, 'out', 'main', 'worker.js') })
  const rates = { bare: [], worker: [] }
  for (let round = 0; round < Number(options.rounds); round++) {
    rates.bare.push(Number(execFileSync(process.execPath, [script, file, threads, String(tokens)], { encoding: 'utf8' }).trim()))
    rates.worker.push(await throughWorker(worker))
  }
  const [one, other] = [median(rates.bare), median(rates.worker)]
  const status = await readFile(`/proc/${worker.pid()}/status`, 'utf8').catch(() => '')
  const megabytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1_024
  worker.close()
  console.log(
    `bare runner ${one.toFixed(1)} tokens/s, through the worker ${other.toFixed(1)}: ${(other / one).toFixed(2)} of it (${rates.bare.length} rounds, ${threads} thread)`,
  )
  console.log(
    `memory of the generate worker ${megabytes.toFixed(0)} MB with a model of ${((await readFile(file)).length / 1e6).toFixed(0)} MB`,
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function throughWorker(worker) {
  const request = { model: id, system: 'Be brief.', prompt: 'When does the lease end?', maxOutputTokens: tokens, temperature: 0 }
  let first = 0
  let used = 0
  for await (const event of worker.generate(request, new AbortController().signal)) {
    if (event.type === 'text') first ||= performance.now()
    else used = event.outputTokens
  }
  return used / ((performance.now() - first) / 1_000)
}

async function buildHost() {
  const entry = join(scratch, 'host.ts')
  const from = (path) => JSON.stringify(join(root, 'src', path))
  await writeFile(
    entry,
    `export { createGenerateWorker } from ${from('core/workers/generateWorker.ts')}\nexport { spawnChild } from ${from('hosts/spawnChild.ts')}`,
  )
  const outDir = join(scratch, 'host')
  const output = { entryFileNames: 'host.mjs' }
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node24', rolldownOptions: { output } },
    ssr: { external: true },
  })
  return import(pathToFileURL(join(outDir, 'host.mjs')).href)
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
