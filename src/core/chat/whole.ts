import { join } from 'node:path'
import type { AskEvent, ModelCall } from '../../contract/chat'
import type { SearchHit } from '../../contract/search'
import { tellComputed } from '../../engine/answer/computed'
import { type AnswerInput, answerLimits } from '../../engine/answer/pipeline'
import { startStopwatch } from '../../engine/answer/stopwatch'
import { answerEach, type Readable } from '../../engine/answer/whole/answerEach'
import { extractSummary } from '../../engine/answer/whole/extractSummary'
import { summarise } from '../../engine/answer/whole/summarise'
import { asksForWhole, namedIn, wholeWishOf } from '../../engine/answer/whole/wholeWish'
import type { KeptPage } from '../../engine/answer/pages'
import type { DocumentRow } from '../catalog/documentRows'
import { computeOver } from '../compute'
import type { CoreContext } from '../context'
import { findDocument, readPages } from '../documents'
import type { FoundScope } from '../scope'
import { searchWorkspace } from '../search'
import { supervise } from '../workers/supervise'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { type AnyModel, pageReader } from './answerer'

/** Documents that are asked one by one: without a model each takes moments, with one as long as an answer. */
const mostAsked = { withModel: 60, without: 500 }
const mostSummed = 20
/** Room for the rules and the marks of a prompt, beside its passages. */
const rulesTokens = 700
/** Passages of one document that are looked at for its answer. */
const passagesEach = 5
const summaryLimits = { silenceMs: 60_000, totalMs: () => 60_000, memoryBytes: 900 * 2 ** 20 }

interface Within {
  scope: FoundScope
  workspace: OpenWorkspace
  core: CoreContext
  signal: AbortSignal
  onCall: (call: ModelCall) => void
}

/** The answer to a question that asks for all of a document, or for every document; null where passages answer it. */
export function wholeAnswersTo(input: AnswerInput, model: AnyModel, within: Within): AsyncGenerator<AskEvent> | null {
  const wish = wholeWishOf(input.question)
  if (!wish || within.scope.pages) return null
  const rows = readableRows(within)
  if (wish === 'each') return rows.length > 1 ? each(input, rows, model, within) : null
  const named = namedIn(input.question, rows)
  const meant = named.length > 0 ? named : rows
  if (meant.length === 0 || !asksForWhole(input.question, named)) return null
  const documents = meant.slice(0, mostSummed).map(readable)
  const left = meant.length - documents.length
  const { llm, settings, fetch, label } = model
  const { workspace, signal, onCall } = within
  const context = { signal, clock: () => performance.now(), readPage: pageReader(workspace) }
  if (label === null)
    return extractSummary(documents, left, { ...context, sentencesOf: (document, most) => summaryOf(document, most, within) })
  const pagesOf = (document: string) => pagesInTurn(document, workspace)
  const room = llm.contextTokens?.(settings)
  const promptTokens = Math.max(answerLimits.promptTokens, (room ?? 0) - answerLimits.maxOutputTokens - rulesTokens)
  return summarise(
    { question: input.question, model: label, documents, left, promptTokens },
    { ...context, llm, settings, fetch, onCall, pagesOf },
  )
}

const readable = ({ id, name }: DocumentRow): Readable => ({ document: id, name })

function readableRows({ scope, workspace }: Within): DocumentRow[] {
  const wanted = scope.documents ? new Set(scope.documents) : null
  const except = new Set(scope.except)
  return workspace.documents
    .all()
    .filter(({ id, status, pages_key }) => status.startsWith('ready') && pages_key !== null && (wanted?.has(id) ?? true) && !except.has(id))
}

async function* each(input: AnswerInput, rows: readonly DocumentRow[], model: AnyModel, within: Within): AsyncGenerator<AskEvent> {
  const { scope, workspace, core, signal, onCall } = within
  const stopwatch = startStopwatch(() => performance.now())
  yield { type: 'stage', stage: 'retrieving' }
  const { hits } = await searchWorkspace({ query: input.question, limit: 200, ...scope }, workspace, core)
  stopwatch.lap('retrieve')
  const computed = await computeOver(input.question, hits, workspace, core, signal)
  stopwatch.lap('compute')
  if (computed.length > 0) return yield* tellComputed(computed, { timings: stopwatch.total() })
  const documents = likeliestFirst(rows, hits).slice(0, model.label === null ? mostAsked.without : mostAsked.withModel)
  const searchIn =
    (document: string) =>
    (query: string, { limit }: { limit: number }) =>
      searchWorkspace({ query, limit, documents: [document] }, workspace, core)
  const { llm, settings, fetch } = model
  yield* answerEach(
    // The conversation is in view once, not for every document.
    { ...input, turns: [], documents, left: rows.length - documents.length, limits: { ...input.limits, passages: passagesEach } },
    {
      ...{ llm, settings, fetch, signal, searchIn },
      clock: () => performance.now(),
      readPage: pageReader(workspace),
      // Without a model nothing is sent, and what each of hundreds of documents would be sent with is not worth its room.
      ...(model.label === null ? {} : { onCall }),
    },
  )
}

/** Documents by their best passage, then the others in the order of the library. */
function likeliestFirst(rows: readonly DocumentRow[], hits: readonly SearchHit[]): Readable[] {
  const places = new Map<string, number>()
  for (const { document, rank } of hits) if (!places.has(document)) places.set(document, rank)
  return rows.toSorted((a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || a.seq - b.seq).map(readable)
}

async function summaryOf(document: string, most: number, { workspace, core, signal }: Within) {
  const row = findDocument(workspace, document)
  const pagesFile = join(workspace.paths.pages, row.pages_key!)
  const { sentences } = await core.ingestPool.use(
    (worker) =>
      supervise(worker, ({ signal: stop }) => worker.client.compute.summary({ pagesFile, most }, { signal: stop }), {
        signal,
        limits: summaryLimits,
        name: row.name,
      }),
    signal,
  )
  return sentences
}

async function* pagesInTurn(document: string, workspace: OpenWorkspace): AsyncGenerator<KeptPage> {
  const row = findDocument(workspace, document)
  for (let page = 1; page <= row.pages; page++) yield* await readPages(row, workspace, [page])
}
