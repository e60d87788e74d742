/*
 * Trains the starter embedding from nothing on public text and writes it to resources/starter.
 *   npm run train-starter [-- --steps 500 --batch 2048 --seed 1 --articles N --into DIR]
 * The text: ../shared/training/articles.jsonl.gz, or the file CARREL_TRAINING names. The same seed gives the same bytes.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createPieces } from '../../src/engine/embedders/starter/pieces.ts'
import { createModel, numbersOfModel } from '../../src/engine/learning/contrast.ts'
import { createMatrices } from '../../src/engine/learning/matrices.ts'
import { readCorpus } from './corpus.mjs'
import { createPairs, randomFrom, sentenceAndRest } from './pairs.mjs'
import { freshTable, writeTrained } from './tableFile.mjs'
import { chooseVocabulary } from './vocabulary.mjs'

const root = resolve(import.meta.dirname, '../..')
const buckets = 1_024
const vocabularySize = 30_720
const dimension = 256
const rate = 0.02
const warmUp = 50
/** Articles kept back, so that the accuracy printed is of text the table never saw. */
const heldOut = 256

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '500' },
    batch: { type: 'string', default: '2048' },
    seed: { type: 'string', default: '1' },
    articles: { type: 'string', default: 'Infinity' },
    into: { type: 'string', default: join(root, 'resources/starter') },
  },
})
const [steps, batchSize, seed, limit] = [values.steps, values.batch, values.seed, values.articles].map(Number)
const source = resolve(process.env.CARREL_TRAINING ?? join(root, '../shared/training/articles.jsonl.gz'))
if (!existsSync(source)) {
  console.error(`There is no text to learn from at ${source}. Set CARREL_TRAINING to a file of JSON lines {title, paras}, gzipped.`)
  process.exit(2)
}

const seconds = () => `${(process.cpuUsage().user / 1e6).toFixed(0)} CPU s`
const random = randomFrom(seed)
const corpus = await readCorpus(source, { limit })
console.log(`${corpus.articles.length} articles, ${corpus.words.length} distinct words (${seconds()})`)
const pieces = chooseVocabulary(corpus, vocabularySize - buckets)
const piecesOf = createPieces({ buckets, pieces })
const rowsOf = corpus.words.map((word) => piecesOf(word))
const rowCounts = new Float64Array(buckets + pieces.length)
corpus.counts.forEach((count, word) => rowsOf[word].forEach((row) => (rowCounts[row] += count)))
console.log(`${pieces.length} pieces and ${buckets} buckets (${seconds()})`)

const kept = corpus.articles.filter((_one, i) => i % Math.ceil(corpus.articles.length / heldOut) === 0)
const learnt = corpus.articles.filter((one) => !kept.includes(one))
const trials = kept
  .flatMap((article) => article.paragraphs.slice(0, 24).map((_one, i) => sentenceAndRest(article, i, 1, rowsOf)))
  .filter(({ query, passage }) => query.length > 2 && passage.length > 12)
const batch = createPairs({ articles: learnt, counts: corpus.counts, rowsOf, random })
const matrices = createMatrices({ numbers: numbersOfModel(batchSize, dimension), mostRows: batchSize })
const fresh = freshTable({ dimension, counts: [...rowCounts], random })
const model = createModel(fresh, { batchSize, matrices })
for (let step = 1; step <= steps; step++) {
  const decay = step < warmUp ? step / warmUp : 1 - (0.98 * (step - warmUp)) / Math.max(1, steps - warmUp)
  const { loss, accuracy } = model.learn(batch(batchSize), rate * decay)
  if (step === 1 || step % 50 === 0)
    console.log(
      `step ${step}: loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(3)}, held out ${model.accuracy(trials).toFixed(3)} (${seconds()})`,
    )
}
const about = { trained_on: 'English Wikipedia, CC BY-SA 3.0', steps, batch: batchSize, seed }
const { bytes, hash } = writeTrained(values.into, { ...fresh, buckets, pieces, about })
console.log(`${values.into}: ${(bytes / 1e6).toFixed(2)} MB, SHA-256 ${hash} (${seconds()})`)
