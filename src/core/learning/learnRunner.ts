import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { LearnEvent, MadeQuestion } from '../../contract/worker'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { Runner } from '../jobs/queue'
import { askQuestions, ndcgOf, questionsFor } from '../evaluation/selfCheck'
import type { LiveWorker } from '../workers/liveWorker'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { isWaiting } from './enqueue'
import { build, buildAndSwitch, withLearner } from './reindexRunner'
import { dropTable, leaveUnfinished } from './leaveUnfinished'

/** Passages that are learnt from at most, drawn evenly: more takes memory and makes it no better. */
const mostPassages = 20_000

/** What the payload of a `learn` job holds; `learnt` once a table was, so that an interrupted job does not learn again. */
interface LearnPayload {
  learnt?: string
}

/** Learns the language of a workspace from its own passages; switches only where the self-check finds that it ranks better. */
export function createLearnRunner(core: CoreContext): Runner {
  return {
    run: (job, workspace, { signal }) =>
      withLearner(core, signal, async (worker) => {
        const embedder = (JSON.parse(job.payload) as LearnPayload).learnt ?? (await learn(job, workspace, core, { worker, signal }))
        workspace.jobs.update(job.id, { payload: JSON.stringify({ learnt: embedder } satisfies LearnPayload) })
        const outcome = await tryOut(embedder, job, workspace, core, { worker, signal })
        const { passages } = workspace.documents.totals()
        workspace.tables.noteLearning({ at: core.now(), passages, embedder, ...outcome })
        core.board.forget(job.id)
        return { state: 'done', result: { ...outcome, embedder: workspace.embedder } }
      }),
    failed: (job, workspace) => leaveUnfinished(job, workspace, core),
    cancelled: (job, workspace) => leaveUnfinished(job, workspace, core),
  }
}

interface Working {
  worker: LiveWorker
  signal: AbortSignal
}

/** Copies passages, learns from them; gives the id of the table. The copy is gone when the first step was made. */
async function learn(job: JobRow, workspace: OpenWorkspace, core: CoreContext, { worker, signal }: Working): Promise<string> {
  const passagesFile = join(workspace.paths.staging, 'learn', 'passages')
  mkdirSync(dirname(passagesFile), { recursive: true })
  const { index } = workspace.paths
  const { events, first } = await workspace.inTurn(async () => {
    try {
      await core.indexWorker.call((one) => one.export({ index, embedder: workspace.embedder, most: mostPassages, into: passagesFile }))
      const events = await worker.orDeath(worker.client.learn.table({ passagesFile, index, waits: isWaiting(job) }, { signal }))
      const first = await worker.orDeath(events.next())
      return { events, first }
    } finally {
      rmSync(dirname(passagesFile), { recursive: true, force: true })
    }
  })
  for (let next = first; !next.done; next = await worker.orDeath(events.next())) {
    const event = next.value as LearnEvent
    if (event.type === 'learnt') return event.embedder
    core.board.setSteps(job.id, { stage: 'learning', done: event.step, total: event.steps })
    announceJob(workspace, job.id, core)
  }
  throw new AppError('INDEX_FAILED', 'The learning ended without a result. Try again.')
}

/** Builds the table, asks both the same questions, and switches where the learnt one answers better. */
async function tryOut(
  embedder: string,
  job: JobRow,
  workspace: OpenWorkspace,
  core: CoreContext,
  { worker, signal }: Working,
): Promise<{ before: number; after: number; switched: boolean }> {
  const questions = await questionsFor(workspace, core)
  const current = workspace.embedder
  if (current !== embedder) await build(embedder, job, workspace, core, { worker, signal })
  const measured: Measured[] = []
  for (const [i, one] of [current, embedder].entries()) {
    const progress = (done: number) => {
      core.board.setSteps(job.id, { stage: 'checking', done: Math.round(i * questions.length + done / 2), total: 2 * questions.length })
      announceJob(workspace, job.id, core)
    }
    measured.push(await measure(one, { questions, signal, progress }, workspace, core))
  }
  const [before, after] = measured as [Measured, Measured]
  const switched = current !== embedder && isBetter(before, after)
  if (switched) await buildAndSwitch(embedder, job, workspace, core, { worker, signal })
  else if (current !== embedder) dropTable(embedder, workspace, core)
  return { before: before.score, after: after.score, switched }
}

/** Ranks of both lanes joined, question by question, and the mean of their nDCG@10 and that of closeness alone. */
interface Measured {
  joined: (number | null)[]
  score: number
}

interface Asking {
  questions: readonly MadeQuestion[]
  signal: AbortSignal
  progress: (done: number) => void
}

/**
 * Questions made from the text favour its words, so that the joined lanes are near their best whatever the embedding; closeness alone
 * shows what was learnt. Half of each is the number that is compared.
 */
async function measure(
  embedder: string,
  { questions, signal, progress }: Asking,
  workspace: OpenWorkspace,
  core: CoreContext,
): Promise<Measured> {
  const asked = { questions, embedder, signal }
  const joined = await askQuestions({ ...asked, mode: 'hybrid', progress }, workspace, core)
  const half = (done: number) => progress(questions.length + done)
  const close = await askQuestions({ ...asked, mode: 'vector', progress: half }, workspace, core)
  return { joined, score: (ndcgOf(joined) + ndcgOf(close)) / 2 }
}

/** What the joined lanes may lose at most by chance; with few questions, one standard error of the difference. */
const chance = 0.01

function isBetter(before: Measured, after: Measured): boolean {
  const losses = before.joined.map((rank, i) => ndcgOf([rank]) - ndcgOf([after.joined[i]!]))
  const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length
  const spread = losses.reduce((sum, one) => sum + (one - loss) ** 2, 0) / losses.length
  return after.score > before.score && loss <= Math.max(chance, Math.sqrt(spread / losses.length))
}
