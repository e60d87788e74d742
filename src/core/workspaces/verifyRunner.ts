import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isAppError } from '../../contract/errors'
import type { CoreContext } from '../context'
import { retryDocuments } from '../documents/add'
import type { Runner } from '../jobs/queue'
import { type Problem, checkWorkspace, countersWrong } from './checkWorkspace'
import type { OpenWorkspace } from './openWorkspaces'

/** Checks a workspace, and with `repair` reads what is damaged again from the originals and drops what belongs to nobody. */
export function createVerifyRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      const { repair } = JSON.parse(job.payload) as { repair: boolean }
      const problems = await checkWorkspace(workspace, core, signal)
      const { mended, job: reading } = repair ? await mend(problems, workspace, core) : { mended: [], job: null }
      const report = problems.map((problem) => {
        const { code, message, document } = problem
        return { code, message: mended.includes(problem) ? `${message} It is being repaired.` : message, ...(document ? { document } : {}) }
      })
      return { state: 'done', result: { ok: problems.length === 0, problems: report, repaired: mended.length, job: reading } }
    },
  }
}

interface Mended {
  mended: Problem[]
  /** The job that reads documents again; the repair has ended when it has. */
  job: string | null
}

async function mend(problems: Problem[], workspace: OpenWorkspace, core: CoreContext): Promise<Mended> {
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
