// How long a search takes through the whole stack (client, WebSocket, host, core, index worker) and through the index worker's handler
// alone, against the bare LanceDB call on the same table in the same run; and how long a call takes that does nothing. The bare call of a
// hybrid search is the full-text and the vector query at once, each as deep as the lanes are that are joined. Before that, per size: rows
// stored a second from vectors at hand (the first 20,000, one commit; and all of them, with what the index is kept up with meanwhile),
// time and memory of the last optimising, disk a passage, and recall@10 of the vector index, asked as the product asks it, against a scan.
// npm run build && node bench/search.mjs [--rows 10000,100000] [--mode keyword,hybrid] [--queries 200] [--seed 1]
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000' },
    mode: { type: 'string', default: 'keyword,hybrid' },
    queries: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})
const cli = join(root, 'out', 'main', 'cli.js')
const queriesPerKind = Number(options.queries)
const passagesPerDocument = 200
const documentsAtOnce = 100
const limit = 10
/** What each lane brings where two are joined (src/engine/index/search.ts), and how its vector query is asked. */
const joinedDepth = 100
const probes = 20
const refineFactor = 10
const columns = ['id', 'document', 'page', 'place', 'text', 'context', 'spans', 'boxes']
const blockSize = 25
const warmUp = 5
const children = []

const folder = await mkdtemp(join(tmpdir(), 'carrel-bench-search-'))
try {
  const engine = await buildEngine()
  for (const rows of options.rows.split(',').map(Number)) await measure(engine, rows)
} finally {
  for (const child of children) child.kill('SIGINT')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** The worker's handlers as one bundle, built as the product builds them. */
async function buildEngine() {
  process.env.CARREL_RESOURCES = join(root, 'resources')
  const entry = join(folder, 'entry.ts')
  const from = (path) => JSON.stringify(join(root, 'src', path))
  await writeFile(
    entry,
    `export { indexHandlers } from ${from('worker/index.ts')}
     export { writePassages } from ${from('engine/ingest/passagesFile.ts')}
     export { makePassages } from ${from('engine/index/testing/makePassages.ts')}
     export { connectSocket } from ${from('rpc/connectSocket.ts')}
     export { isStopWord } from ${from('engine/words.ts')}
     export { embedderOf } from ${from('engine/embedders/index.ts')}`,
  )
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir: join(folder, 'built'), target: 'node24', rolldownOptions: { output: { entryFileNames: 'engine.mjs' } } },
    ssr: { external: true },
  })
  const engine = await import(pathToFileURL(join(folder, 'built', 'engine.mjs')).href)
  // That of new workspaces, so that the host searches the table that is filled here.
  const { sha256 } = JSON.parse(await readFile(join(root, 'resources/starter/config.json'), 'utf8'))
  const { vocab } = JSON.parse(await readFile(join(root, 'resources/starter/tokenizer.json'), 'utf8')).model
  const vocabulary = Object.keys(vocab).filter((one) => /^[a-z]{3,}$/.test(one) && !engine.isStopWord(one, { shouted: true }))
  return { ...engine, vocabulary, embedder: engine.embedderOf(`starter-${sha256.slice(0, 8)}`) }
}

async function measure(engine, rows) {
  const random = randomFrom(Number(options.seed))
  const words = zipf(random, engine.vocabulary)
  const data = join(folder, `data-${rows}`)
  const { workspace } = JSON.parse(execFileSync(process.execPath, [cli, 'workspace', 'create', 'w', '--json', '--data', data]))
  const ref = { index: join(data, 'workspaces', workspace.id, 'index'), embedder: await embedderIn(join(data, 'workspaces', workspace.id)) }
  const { phrases, firstMs, firstRows, storedMs } = await fill(engine, ref, rows, words)
  const rate = (count, milliseconds) => Math.round(count / (milliseconds / 1_000)).toLocaleString('en')
  console.log(
    `\n${rows} passages: ${rate(firstRows, firstMs)} rows/s stored (the first ${firstRows}, one commit), ${rate(rows, storedMs)} rows/s with upkeep`,
  )
  const { elapsedMs, peak } = await withPeakMemory(() => engine.indexHandlers.optimise({ ...ref, always: true }, {}))
  const bytes = await folderBytes(ref.index)
  console.log(`optimised in ${seconds(elapsedMs)}, peak ${peak} MB; ${Math.round(bytes / rows)} bytes a passage on the disk`)

  nameDocuments(join(data, 'workspaces', workspace.id, 'workspace.db'), Math.ceil(rows / passagesPerDocument))
  const host = await serve(engine, data)
  const lancedb = await import('@lancedb/lancedb')
  const db = await lancedb.connect(ref.index, { session: new lancedb.Session(256n << 20n, 64n << 20n) })
  const table = await db.openTable(ref.embedder)
  const fullText = (query, depth) =>
    table
      .query()
      .fullTextSearch(query)
      .select([...columns, '_score'])
      .limit(depth)
      .toArray()
  const nearest = (vector, depth) =>
    table
      .query()
      .nearestTo(vector)
      .distanceType('cosine')
      .select([...columns, '_distance'])
      .nprobes(probes)
      .refineFactor(refineFactor)
      .limit(depth)
      .toArray()
  console.log(`recall@10 of the vector index: ${(await recallOf(table, engine.embedderOf(ref.embedder), { rows, words })).toFixed(4)}`)
  const bareOf = {
    keyword: (one) => fullText(one.bare, limit),
    hybrid: async (one) => (await Promise.all([fullText(one.bare, joinedDepth), nearest(one.vector, joinedDepth)]))[0].slice(0, limit),
  }
  const match = (query) => new lancedb.MatchQuery(query, 'searched')
  const kinds = {
    'one rare word': () => same(words.rare(), match),
    'three words': () => same([words.word(), words.word(), words.word()].join(' '), match),
    'a question': () => {
      const telling = [words.word(), words.word(), words.word(), words.word()]
      return {
        query: `What is the ${telling[0]} of the ${telling[1]} and when does ${telling[2]} ${telling[3]}?`,
        bare: match(telling.join(' ')),
      }
    },
    'a phrase': () => {
      const phrase = phrases[Math.floor(random() * phrases.length)]
      return { query: `"${phrase}"`, bare: new lancedb.PhraseQuery(phrase, 'searched') }
    },
  }
  await measureNothing(host)
  for (const mode of options.mode.split(',')) {
    const make = async (kind) => {
      const one = kinds[kind]()
      return mode === 'hybrid' ? { ...one, vector: (await engine.embedderOf(ref.embedder).embed([one.query], 'query', {}))[0] } : one
    }
    const ways = {
      whole: ({ query }) => host.client.search.query({ workspace: 'w', query, limit, mode }),
      handler: ({ query }) => engine.indexHandlers.search({ ...ref, query, limit, mode }, {}),
      bare: bareOf[mode],
    }
    await expectSame(await make('a question'), ways)
    await compare(mode, Object.keys(kinds), { make, ways })
  }
  await host.close()
  await engine.indexHandlers.close({ index: ref.index }, {})
}

/** Prints a line a kind of query. */
async function compare(mode, kinds, { make, ways }) {
  console.log(`${mode.padEnd(16)}whole p50/p95 ms     handler p50/p95 ms   bare p50/p95 ms   whole/bare       handler/bare`)
  const names = Object.keys(ways)
  for (const kind of kinds) {
    const times = { whole: [], handler: [], bare: [] }
    // In blocks, each order in turn: every way runs as warm as it does for somebody who types, and none profits from what another has read.
    for (let block = 0; block * blockSize < queriesPerKind; block++) {
      const questions = []
      for (let i = 0; i < blockSize; i++) questions.push(await make(kind))
      for (let turn = 0; turn < names.length; turn++) {
        const way = names[(block + turn) % names.length]
        for (const [i, one] of questions.entries()) {
          const started = performance.now()
          await ways[way](one)
          // The first ones of a block wake the process up.
          if (i >= warmUp) times[way].push(performance.now() - started)
        }
      }
    }
    const [all, handler, alone] = names.map((way) => quantiles(times[way]))
    console.log(
      `${kind.padEnd(16)}${pair(all).padEnd(21)}${pair(handler).padEnd(21)}${pair(alone).padEnd(18)}${ratio(all, alone).padEnd(17)}${ratio(handler, alone)}`,
    )
  }
}

/** All ways have to find something, and as much, or there is nothing to compare. */
async function expectSame(one, { whole, handler, bare }) {
  const counts = [(await whole(one)).hits.length, (await handler(one)).hits.length, (await bare(one)).length]
  if (counts[0] === 0 || counts.some((count) => count !== counts[0])) {
    throw new Error(`The ways find different numbers of passages: ${counts.join(', ')}.`)
  }
}

/** A call that does nothing, from the client to the host and back. */
async function measureNothing(host) {
  const times = []
  for (let i = 0; i < 300; i++) {
    const started = performance.now()
    await host.client.host.info()
    times.push(performance.now() - started)
  }
  console.log(`a call that does nothing: ${pair(quantiles(times))} ms`)
}

/** The embedder a workspace was begun with. */
async function embedderIn(workspaceFolder) {
  const db = new Database(join(workspaceFolder, 'workspace.db'), { readonly: true })
  const { id } = db.prepare('SELECT id FROM embedder').get()
  db.close()
  return id
}

/** The catalogue's side of the documents: without a name no hit is shown. */
function nameDocuments(path, count) {
  const db = new Database(path)
  const insert = db.prepare(
    "INSERT INTO documents (id, name, wanted_name, status, bytes, sha256, stored, added_at) VALUES (?, ?, ?, 'ready', 0, '', 1, '')",
  )
  db.transaction(() => {
    for (let n = 0; n < count; n++) insert.run(`document-${n}`, `document-${n}.txt`, `document-${n}.txt`)
  })()
  db.close()
}

/** The real host in a process of its own, and a client of it as the window is one. */
async function serve(engine, data) {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const { address, url } = JSON.parse(await new Promise((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes)))))
  const connection = engine.connectSocket({ address, token: url.split('token=')[1] })
  const close = async () => {
    connection.close()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    await ended
  }
  return { client: connection.client, close }
}

function ratio(ours, bare) {
  return [ours.p50 / bare.p50, ours.p95 / bare.p95].map((one) => one.toFixed(2)).join(' / ')
}

function same(query, match) {
  return { query, bare: match(query) }
}

/** Writes documents through the handlers, a hundred at a time; gives two-word phrases that occur, and how long the storing took. */
async function fill(engine, ref, rows, words) {
  const phrases = []
  const told = { phrases, firstMs: 0, firstRows: 0, storedMs: 0 }
  for (let first = 0; first < rows; first += documentsAtOnce * passagesPerDocument) {
    const made = []
    for (let at = first; at < Math.min(rows, first + documentsAtOnce * passagesPerDocument); at += passagesPerDocument) {
      const document = `document-${at / passagesPerDocument}`
      const texts = Array.from({ length: Math.min(passagesPerDocument, rows - at) }, () => words.text())
      if (phrases.length < 1_000) phrases.push(texts[0].split(' ').slice(3, 5).join(' ').replace('.', ''))
      const passagesFile = join(folder, `${rows}-${document}.passages`)
      const file = await engine.writePassages(passagesFile)
      await file.write(await engine.makePassages(document, texts, engine.embedderOf(ref.embedder)))
      await file.finish()
      made.push({ document, passagesFile, count: texts.length })
    }
    const started = performance.now()
    await Promise.all(made.map(({ count: _count, ...one }) => engine.indexHandlers.write({ ...ref, ...one, fresh: true }, {})))
    if (first === 0)
      Object.assign(told, { firstMs: performance.now() - started, firstRows: made.reduce((sum, { count }) => sum + count, 0) })
    // The index is kept up behind the commit; the next write waits for it, and so does this clock.
    await engine.indexHandlers.stats(ref, {})
    await engine.indexHandlers.write({ ...ref, document: 'none', passagesFile: await emptyFile(engine), fresh: true }, {})
    told.storedMs += performance.now() - started
    await Promise.all(made.map(({ passagesFile }) => rm(passagesFile, { force: true })))
  }
  return told
}

/** A document without passages: writing it waits for its turn and changes nothing. */
async function emptyFile(engine) {
  const path = join(folder, 'none.passages')
  const file = await engine.writePassages(path)
  await file.finish()
  return path
}

/** How long something takes, and the most memory of this process (MB) meanwhile. */
async function withPeakMemory(run) {
  let peak = 0
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()))
  const timer = setInterval(look, 50)
  const started = performance.now()
  await run()
  look()
  clearInterval(timer)
  return { elapsedMs: performance.now() - started, peak: Math.round(peak / 2 ** 20) }
}

async function folderBytes(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries.filter((one) => one.isFile()).map(async (one) => (await stat(join(one.parentPath, one.name))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Of the ten nearest passages by a scan, the share that is among the first ten of the vector index. */
async function recallOf(table, embedder, { rows, words }) {
  const count = rows > 200_000 ? 30 : 100
  const vectors = await embedder.embed(
    Array.from({ length: count }, () => Array.from({ length: 8 }, words.word).join(' ')),
    'query',
    {},
  )
  let found = 0
  for (const vector of vectors) {
    const near = () => table.query().nearestTo(vector).distanceType('cosine').select(['id', '_distance'])
    const scanned = await near().bypassVectorIndex().limit(10).toArray()
    const indexed = await near().nprobes(probes).refineFactor(refineFactor).limit(joinedDepth).toArray()
    const first = new Set(indexed.slice(0, 10).map((row) => row.id))
    found += scanned.filter((row) => first.has(row.id)).length
  }
  return found / (10 * count)
}

/**
 * Words of the starter's own vocabulary in the order they stand there, the nth as frequent as 1/n, and texts of about 700 characters of
 * them: made-up words would be cut into more pieces than those of a language, and make the second look dearer than it is.
 */
function zipf(random, vocabulary) {
  const cumulative = new Float64Array(vocabulary.length)
  let sum = 0
  for (let i = 0; i < vocabulary.length; i++) cumulative[i] = sum += 1 / (i + 1)
  const word = () => {
    const wanted = random() * sum
    let low = 0
    let high = vocabulary.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (cumulative[middle] < wanted) low = middle + 1
      else high = middle
    }
    return vocabulary[low]
  }
  const text = () => `${Array.from({ length: 120 }, word).join(' ')}.`
  return { word, text, rare: () => vocabulary[Math.floor(vocabulary.length * (0.3 + 0.6 * random()))] }
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

function quantiles(times) {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p95: sorted[Math.floor(sorted.length * 0.95)] }
}

function pair({ p50, p95 }) {
  return `${p50.toFixed(2)} / ${p95.toFixed(2)}`
}

function seconds(milliseconds) {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}
