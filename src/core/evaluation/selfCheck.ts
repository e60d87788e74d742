import type { SelfCheck, SelfCheckSetting } from '../../contract/evaluation'
import { AppError } from '../../contract/errors'
import type { SearchMode } from '../../contract/search'
import type { MadeQuestion } from '../../contract/worker'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Questions of a check: the number then errs by about .03. */
const mostQuestions = 200
/** Fewer say nothing. */
const leastQuestions = 10
const depth = 10
/** A fall by more than this is more than chance, for two checks of 200 questions each. */
const tellingDrop = 0.06

/** Questions made from passages that no learning has seen. Throws JOB_STATE where there are too few. */
export async function questionsFor(workspace: OpenWorkspace, core: CoreContext): Promise<MadeQuestion[]> {
  const { questions } = await core.indexWorker.call((index) =>
    index.questions({ index: workspace.paths.index, embedder: workspace.embedder, most: mostQuestions }),
  )
  if (questions.length < leastQuestions)
    throw new AppError(
      'JOB_STATE',
      `There is too little text to check search with: ${questions.length} questions could be made, and it takes ${leastQuestions}. Add more documents first.`,
    )
  return questions
}

interface Asked {
  questions: readonly MadeQuestion[]
  mode: SearchMode
  embedder: string
  signal: AbortSignal | undefined
  /** False: without the second look at the first passages. */
  rerank?: boolean
  progress?: (done: number, total: number) => void
  /** Waited for before each question. */
  between?: () => Promise<void>
}

/** The rank of each question’s passage (or of a copy of it) among the first ten; null where it is not. Throws CANCELLED. */
export async function askQuestions(
  { questions, mode, embedder, signal, rerank = true, progress, between }: Asked,
  workspace: OpenWorkspace,
  core: Pick<CoreContext, 'indexWorker'>,
): Promise<(number | null)[]> {
  const ranks: (number | null)[] = []
  const { retrieval } = workspace.pipeline.get()
  for (const { question, passage, text } of questions) {
    await between?.()
    if (signal?.aborted) throw new AppError('CANCELLED', 'The check was stopped.')
    const { hits } = await core.indexWorker.search({
      index: workspace.paths.index,
      embedder,
      query: question,
      limit: depth,
      mode,
      floor: false,
      rerank: rerank && retrieval.rerank,
      ...(rerank && retrieval.reranker ? { reranker: retrieval.reranker } : {}),
    })
    const found = hits.findIndex((hit) => hit.passage === passage || hit.text === text)
    ranks.push(found < 0 ? null : found + 1)
    progress?.(ranks.length, questions.length)
  }
  return ranks
}

/** nDCG@10 with one right passage a question: 1 / log2(rank + 1). */
export function ndcgOf(ranks: readonly (number | null)[]): number {
  return ranks.reduce<number>((sum, rank) => sum + (rank ? 1 / Math.log2(rank + 1) : 0), 0) / Math.max(1, ranks.length)
}

/** Checks search with questions made from the workspace’s own text, setting by setting, and keeps the result. */
export async function selfCheck(
  workspace: OpenWorkspace,
  core: CoreContext,
  { signal, between, progress }: { signal?: AbortSignal | undefined } & Pick<Asked, 'between' | 'progress'>,
): Promise<SelfCheck> {
  const questions = await questionsFor(workspace, core)
  const { chunking, retrieval } = workspace.pipeline.get()
  const settings: SelfCheckSetting[] = []
  const compared = settingsOf(workspace)
  const how = { questions, signal, ...(between ? { between } : {}) }
  for (const [i, { name, mode, embedder, rerank }] of compared.entries()) {
    const told = (done: number) => progress?.(i * questions.length + done, compared.length * questions.length)
    const ranks = await askQuestions({ ...how, mode, embedder, rerank, progress: told }, workspace, core)
    const share = (most: number) => ranks.filter((rank) => rank !== null && rank <= most).length / ranks.length
    settings.push({ name, mode, embedder, ndcg10: ndcgOf(ranks), hit1: share(1), hit10: share(10) })
  }
  const score = settings.find((one) => one.name === retrieval.mode)!.ndcg10
  const [last] = workspace.tables.checks(1) as SelfCheck[]
  const check: SelfCheck = {
    at: core.now(),
    questions: questions.length,
    passages: workspace.documents.totals().passages,
    embedder: workspace.embedder,
    chunking,
    score,
    settings,
    ...(last && last.score - score > tellingDrop
      ? {
          warning: `Search finds less than at the check of ${last.at.slice(0, 10)}: ${score.toFixed(2)} instead of ${last.score.toFixed(2)}. Look at what was added or changed since, or go back to the embedding before.`,
        }
      : {}),
  }
  workspace.tables.noteCheck(check)
  return check
}

type Compared = Pick<SelfCheckSetting, 'name' | 'mode' | 'embedder'> & { rerank: boolean }

/** What is compared: the lanes alone, both joined, both as they are searched, and both with the embedding before where its table holds the same. */
function settingsOf({ embedder, tables, pipeline }: OpenWorkspace): Compared[] {
  const { retrieval } = pipeline.get()
  const looksAgain = retrieval.rerank || retrieval.reranker !== null
  const previous = tables.previous()
  const isWhole = previous !== null && tables.pending(previous).length === 0 && tables.gone(previous).length === 0
  return [
    { name: 'keyword', mode: 'keyword', embedder, rerank: true },
    { name: 'vector', mode: 'vector', embedder, rerank: true },
    ...(looksAgain ? [{ name: 'joined', mode: 'hybrid', embedder, rerank: false } as const] : []),
    { name: 'hybrid', mode: 'hybrid', embedder, rerank: true },
    ...(isWhole ? [{ name: 'before', mode: 'hybrid', embedder: previous, rerank: true } as const] : []),
  ]
}
