import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isAppError } from '../../contract/errors'
import { isSound } from '../catalog/openDatabase'
import type { CoreContext } from '../context'
import { retryDocuments } from '../documents/add'
import type { Runner } from '../jobs/queue'
import { type Problem, checkWorkspace, countersWrong } from './checkWorkspace'
import type { OpenWorkspace } from './openWorkspaces'
import { takeInUnknown } from './reconcile'

/** Checks a workspace, and with `repair` reads what is damaged again from the originals and drops what belongs to nobody. */
export function createVerifyRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      const { repair } = JSON.parse(job.payload) as { repair: boolean }
      const problems = await checkWorkspace(workspace, core, signal)
      const { mended, job: reading, isBroken } = repair ? await mend(problems, workspace, core) : unmended
      const report = problems.map((problem) => {
        const { code, message, document } = problem
        return { code, message: mended.includes(problem) ? `${message} It is being repaired.` : message, ...(document ? { document } : {}) }
      })
      if (isBroken) core.reopen(workspace.id, job.id)
      return { state: 'done', result: { ok: problems.length === 0, problems: report, repaired: mended.length, job: reading } }
    },
  }
}

const unmended: Mended = { mended: [], job: null }

interface Mended {
  mended: Problem[]
  /** The job that reads documents again; the repair has ended when it has. */
  job: string | null
  /** The catalogue is put back from a copy when this job has ended. */
  isBroken?: boolean
}

/** First what everything else is compared with: a catalogue that cannot be mended in its place is put back, and checked anew after that. */
async function mend(problems: Problem[], workspace: OpenWorkspace, core: CoreContext): Promise<Mended> {
  const broken = problems.filter((problem) => problem.code === 'CATALOGUE_DAMAGED')
  if (broken.length > 0 && !reindexed(workspace)) {
    workspace.markBroken()
    return { mended: broken, job: null, isBroken: true }
  }
  const left = problems.filter((problem) => problem.code === 'FILE_LEFT_BEHIND')
  const { job } = left.length > 0 ? takeInLeftovers(workspace, core) : { job: null }
  const others = await mendDocuments(problems, workspace, core)
  return { mended: [...broken, ...left, ...others.mended], job: others.job ?? job }
}

/** Damage in the indices of the catalogue is mended from its rows, without losing anything. */
function reindexed({ db }: OpenWorkspace): boolean {
  try {
    db.exec('REINDEX')
    return isSound(db, { whole: true }) && (db.pragma('foreign_key_check') as unknown[]).length === 0
  } catch {
    return false
  }
}

/** Originals of nobody are documents again, rather than lost; what a broken-off reading left is of no use. */
function takeInLeftovers(workspace: OpenWorkspace, core: CoreContext): { job: string | null } {
  for (const name of readdirSync(workspace.paths.staging)) rmSync(join(workspace.paths.staging, name), { recursive: true, force: true })
  for (const name of readdirSync(workspace.paths.sources))
    if (!/^[0-9a-f]{64}$/.test(name)) rmSync(join(workspace.paths.sources, name), { recursive: true, force: true })
  return takeInUnknown(workspace, core)
}

async function mendDocuments(problems: Problem[], workspace: OpenWorkspace, core: CoreContext): Promise<Mended> {
  const place = { index: workspace.paths.index, embedder: workspace.embedder }
  if (problems.some(({ code }) => code === countersWrong)) workspace.activity.recount()
  const whole = problems.filter((problem) => problem.code === 'INDEX_DAMAGED' && !problem.document)
  if (whole.length > 0) return makeIndexAnew(problems, workspace, core)
  const mendable = problems.filter((problem) => problem.mendable)
  const ids = [...new Set(mendable.flatMap((problem) => problem.document ?? []))]
  const orphans = ids.filter((id) => !workspace.documents.get(id))
  const rebuild = () => core.indexWorker.call((index) => index.optimise({ ...place, always: true, anew: true }))
  const drop = () => core.indexWorker.call((index) => index.remove({ ...place, documents: orphans }))
  const isDone =
    (!mendable.some((problem) => problem.code === 'INDEX_SEARCH') || (await works(rebuild))) &&
    (orphans.length === 0 || (await works(drop)))
  if (!isDone) return makeIndexAnew(problems, workspace, core)
  const unreadable = problems.filter((problem) => problem.code === 'PAGES_DAMAGED').map((problem) => problem.document)
  for (const id of unreadable) forgetPages(workspace.documents.get(id ?? '')?.pages_key ?? null, workspace)
  const rows = ids.flatMap((id) => workspace.documents.get(id) ?? [])
  return { mended: mendable, job: rows.length > 0 ? retryDocuments(rows, {}, workspace, core) : null }
}

/** Whether the index took part; false where its files are damaged so that it cannot be opened, written or searched. */
async function works(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask()
    return true
  } catch (error) {
    if (isAppError(error) && error.code === 'INDEX_FAILED') return false
    throw error
  }
}

/** An index that is damaged as a whole is made again from the kept pages, which are not read from the originals anew. */
async function makeIndexAnew(problems: Problem[], workspace: OpenWorkspace, core: CoreContext): Promise<Mended> {
  await workspace.inTurn(async () => {
    await core.indexWorker.call((index) => index.close({ index: workspace.paths.index }))
    rmSync(workspace.paths.index, { recursive: true, force: true })
    mkdirSync(workspace.paths.index, { recursive: true })
    workspace.tables.forgetAll()
  })
  const rows = workspace.documents.all().filter((row) => row.digest !== null)
  const mended = problems.filter(
    (problem) => problem.code.startsWith('INDEX_') || problem.code.startsWith('PASSAGES_') || problem.code === countersWrong,
  )
  return { mended, job: rows.length > 0 ? retryDocuments(rows, {}, workspace, core) : null }
}

/** Pages that cannot be read are no help: the next reading makes them anew. */
function forgetPages(key: string | null, workspace: OpenWorkspace): void {
  if (key) rmSync(join(workspace.paths.pages, key), { force: true })
}
