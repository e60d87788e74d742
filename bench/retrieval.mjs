/*
 * How well search ranks, with nothing downloaded: nDCG@10 and R@10 on public sets, evidence pages found in filings, each stage beside
 * the keyword lane alone with a paired bootstrap interval of the difference (95 %, 2,000 draws, by question).
 *   node bench/retrieval.mjs [--sets scifact,cranfield,xquad-en,xquad-es,filings] [--strategy structure] [--size 1200] [--overlap 0] [--fit] [--misses]
 *     [--stages "keyword,fused + reranked,two a document,four a document,neighbours joined"]
 * Everything goes through the product's own chunking, embedding, index and search. --fit prints reranker weights fitted on the train
 * split of SciFact; --keep searches the indices of the run before; --misses prints every question of the filings whose evidence is not among the first ten pages.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildEngine, corpus, indexDocuments, learnFrom, root } from './retrieval/engine.mjs'
import { questionsOfFilings, readFilings } from './retrieval/filings.mjs'
import { fit } from './retrieval/fit.mjs'
import { bootstrap, distinctBest, hitAt, ndcgAt, recallAt } from './retrieval/measures.mjs'

const { values: options } = parseArgs({
  options: {
    sets: { type: 'string', default: 'scifact,cranfield,xquad-en,xquad-es,filings' },
    strategy: { type: 'string', default: 'structure' },
    size: { type: 'string', default: '1200' },
    overlap: { type: 'string', default: '0' },
    limit: { type: 'string', default: '60' },
    fit: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    weights: { type: 'string', default: '{}' },
    stages: { type: 'string', default: 'keyword,vector,fused,fused + reranked,learned alone,learned fused,after learning' },
  },
})
const chunking = { strategy: options.strategy, size: Number(options.size), overlap: Number(options.overlap) }
const limit = Number(options.limit)
const engine = await buildEngine()
Object.assign(engine.weights, JSON.parse(options.weights))
const identity = JSON.parse(
  readFileSync(join(process.env.CARREL_RESOURCES ?? join(root, 'resources'), 'starter/config.json'), 'utf8'),
).sha256.slice(0, 8)
const embedder = `starter-${identity}`

/** Milliseconds of every stage of every search, by mode. */
let timings = { keyword: {}, vector: {}, hybrid: {} }

const sets = options.sets.split(',')
for (const name of sets.filter((one) => one !== 'filings')) await measureSet(name)
if (sets.includes('filings')) await measureFilings()

/** Lanes and stages that are compared; all but the first against the first. */
async function stagesOf(ref) {
  const stages = options.stages.split(',')
  const learnt = stages.some((stage) => stage.includes('learn')) ? await learnFrom(engine, ref) : null
  if (learnt) console.log(`  ${learnt.ref.embedder}: learnt in ${learnt.seconds.toFixed(0)} s (${learnt.cpuSeconds.toFixed(0)} CPU s)`)
  const before = { ref, embedder: engine.embedderOf(embedder) }
  const after = learnt && { ref: learnt.ref, embedder: engine.embedderOf(learnt.ref.embedder, { beside: ref.index }) }
  const passagesOf =
    (mode, how = {}, table = before) =>
    async (query, documents) => {
      const asked = { ...table.ref, query, limit, mode, ...how, ...(documents ? { documents } : {}) }
      const found = await engine.search(asked, { embedder: table.embedder })
      for (const [stage, ms] of Object.entries(found.timings)) timings[mode][stage] = (timings[mode][stage] ?? 0) + ms
      return found.hits
    }
  const all = {
    keyword: passagesOf('keyword'),
    vector: passagesOf('vector'),
    fused: passagesOf('hybrid', { rerank: false }),
    'fused + reranked': passagesOf('hybrid'),
    'two a document': passagesOf('hybrid', { perDocument: 2 }),
    'four a document': passagesOf('hybrid', { perDocument: 4 }),
    'neighbours joined': passagesOf('hybrid', { neighbours: true }),
    'learned alone': passagesOf('vector', {}, after),
    'learned fused': passagesOf('hybrid', { rerank: false }, after),
    'after learning': passagesOf('hybrid', {}, after),
  }
  return Object.fromEntries(stages.map((stage) => [stage, all[stage]]))
}

async function measureSet(name) {
  const folder = join(corpus, 'retrieval', name)
  const documents = jsonLines(join(folder, 'corpus.jsonl')).map(({ id, title, text }) => ({
    id,
    name: title ? `${title}.txt` : 'untitled.txt',
    place: 'section',
    pages: [pageOf(title, text)],
  }))
  const started = performance.now()
  const { ref, passages } = await indexDocuments(engine, name, documents, { embedder, chunking, keep: options.keep })
  console.log(
    `\n${name}: ${documents.length} documents, ${passages} passages, indexed in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
  if (options.fit && name === 'scifact') await fitWeights(ref, folder)
  const questions = questionsOf(folder, '')
  const stages = await stagesOf(ref)
  const figures = {}
  for (const [stage, find] of Object.entries(stages)) {
    const before = performance.now()
    figures[stage] = { ndcg: [], recall: [] }
    for (const { query, grades } of questions) {
      const ranked = distinctBest(await find(query), (hit) => hit.document)
      figures[stage].ndcg.push(ndcgAt(10, ranked, grades))
      figures[stage].recall.push(recallAt(10, ranked, grades))
    }
    figures[stage].ms = (performance.now() - before) / questions.length
  }
  print(figures, ['ndcg', 'recall'])
  const { total, ...shares } = timings.hybrid
  console.log(
    `  of a hybrid search: ${Object.entries(shares)
      .map(([stage, ms]) => `${stage} ${((100 * ms) / total).toFixed(0)} %`)
      .join(', ')}`,
  )
  timings = { keyword: {}, vector: {}, hybrid: {} }
  await engine.indexHandlers.close({ index: ref.index }, {})
}

async function measureFilings() {
  const documents = await readFilings(engine)
  const { ref, passages } = await indexDocuments(engine, 'filings', documents, { embedder, chunking, keep: options.keep })
  console.log(`\nfilings: ${documents.length} documents, ${passages} passages`)
  const questions = questionsOfFilings()
  const stages = await stagesOf(ref)
  for (const within of [true, false]) {
    console.log(within ? 'only the right document searched' : 'all documents in one workspace')
    const figures = {}
    for (const [stage, find] of Object.entries(stages)) {
      figures[stage] = { 'hit@1': [], 'hit@5': [], 'hit@10': [], 'hit@20': [] }
      for (const { question, doc, evidence_pages } of questions) {
        const hits = await find(question, within ? [doc] : undefined)
        // Passages joined stand on several pages; of the others, the page they begin on counts.
        const pagesOf = ({ page, spans }) => (stage === 'neighbours joined' ? [page, ...spans.map((span) => span.page)] : [page])
        const ranked = [...new Set(hits.flatMap((hit) => pagesOf(hit).map((page) => `${hit.document} ${page}`)))]
        const right = new Set(evidence_pages.map((page) => `${doc} ${page}`))
        for (const at of [1, 5, 10, 20]) figures[stage][`hit@${at}`].push(hitAt(at, ranked, right))
        if (options.misses && stage === 'after learning' && !hitAt(10, ranked, right))
          console.log(
            `  missed: ${question}\n    wanted ${[...right].join(', ')}; first ${ranked.slice(0, 3).join(', ')}; found at ${ranked.findIndex((one) => right.has(one)) + 1}`,
          )
      }
    }
    print(figures, ['hit@1', 'hit@5', 'hit@10', 'hit@20'])
  }
  await engine.indexHandlers.close({ index: ref.index }, {})
}

async function fitWeights(ref, folder) {
  const lists = []
  for (const { query, grades } of questionsOf(folder, '-train')) {
    const explain = (candidates) => {
      const own = candidates.filter((one) => one.features)
      lists.push(
        own.map((one) => ({
          right: grades.has(one.candidate.read('document')),
          features: engine.features.map((name) => one.features[name]),
        })),
      )
    }
    await engine.search({ ...ref, query, limit: 10, mode: 'hybrid' }, { embedder: engine.embedderOf(embedder), explain })
  }
  console.log('weights', fit(lists, engine.features))
}

function questionsOf(folder, split) {
  const grades = new Map()
  for (const line of readFileSync(join(folder, `qrels${split}.tsv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)) {
    const [question, document, grade] = line.split('\t')
    if (Number(grade) > 0) grades.set(question, (grades.get(question) ?? new Map()).set(document, Number(grade)))
  }
  return jsonLines(join(folder, `queries${split}.jsonl`)).flatMap(({ id, text }) =>
    grades.has(id) ? [{ query: text, grades: grades.get(id) }] : [],
  )
}

/** A page as a text file with its title above has one. */
function pageOf(title, text) {
  if (!title) return engine.plainPage(1, text, [{ kind: 'paragraph', start: 0, end: text.length }])
  const whole = `${title}\n\n${text}`
  return engine.plainPage(1, whole, [
    { kind: 'heading', level: 1, start: 0, end: title.length },
    { kind: 'paragraph', start: title.length + 2, end: whole.length },
  ])
}

function jsonLines(path) {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function print(figures, measures) {
  const [first] = Object.keys(figures)
  for (const [stage, own] of Object.entries(figures)) {
    const cells = measures.map((measure) => {
      const mean = own[measure].reduce((sum, one) => sum + one, 0) / own[measure].length
      if (stage === first) return `${measure} ${mean.toFixed(3)}`
      const { gain, from, to } = bootstrap(own[measure], figures[first][measure])
      return `${measure} ${mean.toFixed(3)} (${signed(gain)} [${signed(from)}, ${signed(to)}])`
    })
    console.log(`  ${stage.padEnd(18)}${cells.join('  ')}${own.ms ? `  ${own.ms.toFixed(1)} ms` : ''}`)
  }
}

function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3).slice(1)}`
}
