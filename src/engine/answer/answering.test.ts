import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../contract/chat'
import type { SearchHit } from '../../contract/search'
import { embedder } from '../embedders/hash'
import { markdownBlocks } from '../formats/markdown/markdownBlocks'
import { closeIndex, type IndexRef } from '../index/open'
import { search } from '../index/search'
import { writeDocument } from '../index/write'
import { chunk, type PassageDraft } from '../ingest/chunk'
import { passageHash } from '../ingest/passageHash'
import { llm } from '../llms/extractive'
import { type Page, plainPage } from '../page'
import { answerable, unanswerable } from './fixtures/questions'
import { answer } from './pipeline'
import { noAnswer } from './prompt'

/*
 * The whole way without a model: documents → passages → index → keyword search → sentences, on questions with and without an answer.
 */

const folder = join(import.meta.dirname, 'fixtures')
const documents = new Map<string, Page[]>()
let ref: IndexRef

beforeAll(async () => {
  ref = { index: await mkdtemp(join(tmpdir(), 'carrel-answering-')), embedder: embedder.id }
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.md')).sort()) {
    const texts = (await readFile(join(folder, name), 'utf8')).split('\n***\n')
    const pages = texts.map((text, i) => plainPage(i + 1, text, markdownBlocks(text)))
    documents.set(name, pages)
    const drafts: PassageDraft[] = []
    for await (const draft of chunk(pages, { document: name, name, place: 'page' })) drafts.push(draft)
    const vectors = await embedder.embed(
      drafts.map((draft) => draft.text),
      'passage',
      {},
    )
    const passages = drafts.map((draft, i) => ({ ...draft, vector: vectors[i]!, hash: passageHash({ ...draft, vector: vectors[i]! }) }))
    await writeDocument({ ...ref, document: name }, passages, { embedder })
  }
})
afterAll(async () => {
  await closeIndex(ref.index)
  await rm(ref.index, { recursive: true, force: true })
})

async function ask(question: string): Promise<Answer> {
  const context = {
    llm,
    settings: { url: null, model: '', key: null },
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
    clock: () => performance.now(),
    readPage: async (document: string, page: number) => documents.get(document)?.[page - 1] ?? null,
    search: async (query: string, { limit }: { limit: number }) => {
      const { hits } = await search({ ...ref, query, limit, mode: 'hybrid' }, { embedder })
      return { hits: hits.map((hit): SearchHit => ({ ...hit, name: hit.document })) }
    },
  }
  for await (const event of answer({ question, model: null }, context)) if (event.type === 'answer') return event.answer
  throw new Error('An answer always comes.')
}

const isRefusal = (one: Answer) => one.answer.startsWith(noAnswer)

/** Whether an answer says the phrase in a claim that was verified and cites the page it stands on. */
function says(one: Answer, [, phrase, document, page]: (typeof answerable)[number]): boolean {
  const claims = one.claims.filter((claim) => claim.verified && claim.text.includes(phrase))
  return claims.some((claim) =>
    claim.citations.some((n) => one.citations.some((cited) => cited.n === n && cited.document === document && cited.page === page)),
  )
}

test('of the questions on a small library nine in ten are answered rightly, and nine in ten answers are right', async () => {
  const lines: string[] = []
  let answered = 0
  let right = 0
  for (const one of answerable) {
    const got = await ask(one[0])
    if (!isRefusal(got)) answered++
    if (!isRefusal(got) && says(got, one)) right++
    else lines.push(`${isRefusal(got) ? 'refused' : 'missed'}: ${one[0]}\n    ${got.answer.replaceAll('\n', ' ')}`)
  }
  for (const question of unanswerable) {
    const got = await ask(question)
    if (isRefusal(got)) continue
    answered++
    lines.push(`answered: ${question}\n    ${got.answer}`)
  }
  const recall = right / answerable.length
  const precision = right / answered
  console.log(
    `without a model: ${answerable.length} questions with an answer, ${unanswerable.length} without; precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}\n${lines.join('\n')}`,
  )
  expect(recall).toBeGreaterThanOrEqual(0.9)
  expect(precision).toBeGreaterThanOrEqual(0.9)
})
