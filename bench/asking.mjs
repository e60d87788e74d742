// Our own share of the time from a question to the first word of its answer, through the whole stack (client, WebSocket, host, core, index
// worker, a model server on loopback that answers at once): the time until the client has the first word, less the time the server took.
// Beside it, in the same run: the search alone, and the server asked directly. Documents are made of seeded words and added like any other.
// npm run build && node bench/asking.mjs [--passages 100000] [--questions 200] [--seed 1] [--keep FOLDER]
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    passages: { type: 'string', default: '100000' },
    questions: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
})
const cli = join(root, 'out', 'main', 'cli.js')
/** About a passage: a paragraph of this many words. */
const wordsOfPassage = 150
const passagesOfDocument = 200
const warmUp = 10

const folder = await mkdtemp(join(tmpdir(), 'carrel-bench-asking-'))
/** With --keep the workspace stays, and the next run asks it without filling it again. */
const data = options.keep ? resolve(options.keep) : join(folder, 'data')
const random = randomFrom(Number(options.seed))
const vocabulary = Object.keys(JSON.parse(await readFile(join(root, 'resources/starter/tokenizer.json'), 'utf8')).model.vocab).filter(
  (one) => /^[a-z]{4,}$/.test(one),
)
/** A word by Zipf's law, roughly: the n-th is n times as rare as the first. */
const word = () => vocabulary[Math.min(vocabulary.length - 1, Math.floor(vocabulary.length ** random()) - 1)]
const server = await startModel()
let host
try {
  if (!existsSync(data)) await fill()
  host = await serve()
  await measure(host.client)
} finally {
  await host?.close()
  server.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function measure(client) {
  const { stats } = await client.workspaces.stats({ workspace: 'w' })
  await client.models.remove({ label: 'instant' }).catch(() => {})
  await client.models.add({ label: 'instant', provider: 'openaiCompatible', url: server.url, model: 'instant' })
  const times = { overhead: [], before: [], retrieve: [], after: [], search: [], direct: [] }
  for (let i = 0; i < Number(options.questions) + warmUp; i++) {
    const question = `What is the ${word()} of the ${word()} and when does the ${word()} ${word()}?`
    const one = await asked(client, question)
    const started = performance.now()
    await client.search.query({ workspace: 'w', query: question, limit: 16 })
    one.search = performance.now() - started
    one.direct = await direct()
    if (i >= warmUp) for (const [name, milliseconds] of Object.entries(one)) times[name].push(milliseconds)
  }
  console.log(`${stats.passages.toLocaleString('en')} passages, ${options.questions} questions, milliseconds p50 / p95`)
  const named = {
    overhead: 'from question to first word, less the model server',
    before: '  until the model server is asked',
    retrieve: '    of it, retrieving',
    after: '  from its first byte to the client',
    search: 'the search alone, through the same client',
    direct: 'the model server asked directly, to its first word',
  }
  for (const [name, label] of Object.entries(named)) console.log(`${label}: ${pair(times[name])}`)
  const [ours, search] = [quantile(times.overhead, 0.95), quantile(times.search, 0.95)]
  console.log(`p95 of our own share is ${(ours / search).toFixed(2)} times the search alone (aim: under 150 ms)`)
}

async function asked(client, question) {
  const started = performance.now()
  let first = 0
  let retrieve = 0
  for await (const event of await client.chat.ask({ workspace: 'w', question, model: 'instant', keep: false })) {
    if (event.type === 'text') first ||= performance.now()
    if (event.type === 'answer') retrieve = event.answer.timings.retrieve
  }
  const { arrived, answered } = server.last()
  return { overhead: first - started - (answered - arrived), before: arrived - started, retrieve, after: first - answered }
}

async function direct() {
  const started = performance.now()
  const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body: '{}' })
  await response.body.getReader().read()
  return performance.now() - started
}

/** Answers every question at once, and remembers when it was asked and when it answered; same clock as the client, for it is this process. */
async function startModel() {
  let last = { arrived: 0, answered: 0 }
  const chunk = (delta, finish = null) =>
    `data: ${JSON.stringify({ id: 'i', object: 'chat.completion.chunk', created: 0, model: 'i', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
  const listening = createServer((request, response) => {
    const arrived = performance.now()
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      last = { arrived, answered: performance.now() }
      response.write(chunk({ role: 'assistant', content: 'It is so [1].' }))
      response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`)
    })
  })
  await new Promise((done) => listening.listen(0, '127.0.0.1', done))
  const close = () => (listening.closeAllConnections(), listening.close())
  return { url: `http://127.0.0.1:${listening.address().port}/v1`, last: () => last, close }
}

async function fill() {
  const documents = join(folder, 'documents')
  await mkdir(documents)
  const count = Math.ceil(Number(options.passages) / passagesOfDocument)
  for (let i = 0; i < count; i++) {
    const passages = Array.from({ length: passagesOfDocument }, () => `${Array.from({ length: wordsOfPassage }, word).join(' ')}.`)
    await writeFile(join(documents, `document-${i}.md`), `# ${word()} ${word()}\n\n${passages.join('\n\n')}\n`)
  }
  const run = (...args) => execFileSync(process.execPath, [cli, ...args, '--data', data], { stdio: ['ignore', 'ignore', 'inherit'] })
  run('workspace', 'create', 'w')
  const started = performance.now()
  run('add', 'w', documents)
  console.log(`filled with ${count} documents in ${Math.round((performance.now() - started) / 1_000)} s`)
}

async function serve() {
  const entry = join(folder, 'entry.ts')
  await writeFile(entry, `export { connectSocket } from ${JSON.stringify(join(root, 'src/rpc/connectSocket.ts'))}`)
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const output = { entryFileNames: 'client.mjs' }
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir: join(folder, 'built'), target: 'node24', rolldownOptions: { output } },
    ssr: { external: true },
  })
  const { connectSocket } = await import(pathToFileURL(join(folder, 'built', 'client.mjs')).href)
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { address, url } = JSON.parse(await new Promise((done) => child.stdout.once('data', (bytes) => done(String(bytes)))))
  const connection = connectSocket({ address, token: url.split('token=')[1] })
  const close = async () => {
    connection.close()
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGINT')
    await ended
  }
  return { client: connection.client, close }
}

function quantile(times, share) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]
}

function pair(times) {
  return `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.95).toFixed(1)}`
}

/** A small deterministic generator (mulberry32). */
function randomFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
