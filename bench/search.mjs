// How long a search takes through the index worker's handler, against the bare LanceDB call on the same table in the same run.
// node bench/search.mjs [--rows 10000,100000] [--queries 200] [--seed 1]
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000' },
    queries: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})
const queriesPerKind = Number(options.queries)
const passagesPerDocument = 200
const vocabularySize = 30_000
const limit = 10

const folder = await mkdtemp(join(tmpdir(), 'carrel-bench-search-'))
try {
  const engine = await buildEngine()
  for (const rows of options.rows.split(',').map(Number)) await measure(engine, rows)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** The worker's handlers as one bundle, built as the product builds them. */
async function buildEngine() {
  const entry = join(folder, 'entry.ts')
  const from = (path) => JSON.stringify(join(root, 'src', path))
  await writeFile(
    entry,
    `export { indexHandlers } from ${from('worker/index.ts')}
     export { writePassages } from ${from('engine/ingest/passagesFile.ts')}
     export { makePassages } from ${from('engine/index/testing/makePassages.ts')}
     export { embedder } from ${from('engine/embedders/hash.ts')}`,
  )
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir: join(folder, 'built'), target: 'node24', rolldownOptions: { output: { entryFileNames: 'engine.mjs' } } },
    ssr: { external: true },
  })
  return import(pathToFileURL(join(folder, 'built', 'engine.mjs')).href)
}

async function measure(engine, rows) {
  const random = randomFrom(Number(options.seed))
  const words = zipf(random)
  const ref = { index: join(folder, `index-${rows}`), embedder: engine.embedder.id }
  const writing = performance.now()
  const phrases = await fill(engine, ref, rows, words)
  const written = performance.now()
  await engine.indexHandlers.optimise({ ...ref, always: true }, {})
  const optimised = performance.now()
  console.log(`\n${rows} passages: written in ${seconds(written - writing)}, indexed in ${seconds(optimised - written)}`)

  const lancedb = await import('@lancedb/lancedb')
  const db = await lancedb.connect(ref.index, { session: new lancedb.Session(256n << 20n, 64n << 20n) })
  const table = await db.openTable(ref.embedder)
  const bare = (query) =>
    table
      .query()
      .fullTextSearch(query)
      .select(['id', 'document', 'page', 'place', 'text', 'spans', 'boxes', '_score'])
      .limit(limit)
      .toArray()
  const ours = (query) => engine.indexHandlers.search({ ...ref, query, limit, mode: 'hybrid' }, {})
  const match = (query) => new lancedb.MatchQuery(query, 'searched')
  const kinds = {
    'one rare word': () => same(`w${8_000 + Math.floor(random() * 20_000)}`, match),
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
  console.log('kind            handler p50/p95 ms   bare p50/p95 ms   ratio p50/p95')
  for (const [kind, make] of Object.entries(kinds)) {
    const times = { ours: [], bare: [] }
    for (let i = 0; i < queriesPerKind + 20; i++) {
      const one = make()
      // Both orders in turn, so that neither profits from what the other has read.
      const order = i % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']
      for (const who of order) {
        const started = performance.now()
        await (who === 'ours' ? ours(one.query) : bare(one.bare))
        if (i >= 20) times[who].push(performance.now() - started)
      }
    }
    const [a, b] = [quantiles(times.ours), quantiles(times.bare)]
    const ratios = [a.p50 / b.p50, a.p95 / b.p95].map((ratio) => ratio.toFixed(2)).join(' / ')
    console.log(`${kind.padEnd(16)}${pair(a).padEnd(21)}${pair(b).padEnd(18)}${ratios}`)
  }
  await engine.indexHandlers.close({ index: ref.index }, {})
}

function same(query, match) {
  return { query, bare: match(query) }
}

/** Writes documents through the handlers; gives two-word phrases that occur. */
async function fill(engine, ref, rows, words) {
  const phrases = []
  const waiting = new Set()
  for (let first = 0; first < rows; first += passagesPerDocument) {
    const document = `document-${first / passagesPerDocument}`
    const texts = Array.from({ length: Math.min(passagesPerDocument, rows - first) }, () => words.text())
    if (phrases.length < 1_000) phrases.push(texts[0].split(' ').slice(3, 5).join(' ').replace('.', ''))
    const passagesFile = join(folder, `${ref.index.split('-').at(-1)}-${document}.passages`)
    const file = await engine.writePassages(passagesFile)
    await file.write(await engine.makePassages(document, texts, engine.embedder))
    await file.finish()
    const write = engine.indexHandlers.write({ ...ref, document, passagesFile, fresh: true }, {}).finally(() => waiting.delete(write))
    waiting.add(write)
    if (waiting.size >= 25) await Promise.race(waiting)
  }
  await Promise.all(waiting)
  return phrases
}

/** Words w1 to w30000, the nth as frequent as 1/n, and texts of about 600 characters of them. */
function zipf(random) {
  const cumulative = new Float64Array(vocabularySize)
  let sum = 0
  for (let i = 0; i < vocabularySize; i++) cumulative[i] = sum += 1 / (i + 1)
  const word = () => {
    const wanted = random() * sum
    let low = 0
    let high = vocabularySize - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (cumulative[middle] < wanted) low = middle + 1
      else high = middle
    }
    return `w${low + 1}`
  }
  const text = () => `${Array.from({ length: 120 }, word).join(' ')}.`
  return { word, text }
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
