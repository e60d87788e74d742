import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CoreContext } from '../context'
import { retryDocuments } from '../documents/add'
import type { Runner } from '../jobs/queue'
import { type Problem, checkWorkspace } from './checkWorkspace'
import type { OpenWorkspace } from './openWorkspaces'

/** Checks a workspace, and with `repair` reads what is damaged again from the originals and drops what belongs to nobody. */
export function createVerifyRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      const { repair } = JSON.parse(job.payload) as { repair: boolean }
      const problems = await checkWorkspace(workspace, core, signal)
      const mended = repair ? await mend(problems, workspace, core) : []
      const report = problems.map(({ code, message, document, mendable }) => ({
        code,
        message: mended.includes(document ?? '') && mendable ? `${message} It is being repaired.` : message,
        ...(document ? { document } : {}),
      }))
      return { state: 'done', result: { ok: problems.length === 0, problems: report, repaired: mended.length } }
    },
  }
}

async function mend(problems: Problem[], workspace: OpenWorkspace, core: CoreContext): Promise<string[]> {
  if (problems.some((problem) => problem.code.startsWith('INDEX_') && !problem.document)) return makeIndexAnew(workspace, core)
  const ids = [...new Set(problems.flatMap((problem) => (problem.mendable && problem.document ? [problem.document] : [])))]
  const orphans = ids.filter((id) => !workspace.documents.get(id))
  const place = { index: workspace.paths.index, embedder: workspace.embedder }
  if (orphans.length > 0) await core.indexWorker.call((index) => index.remove({ ...place, documents: orphans }))
  const unreadable = problems.filter((problem) => problem.code === 'PAGES_DAMAGED').map((problem) => problem.document)
  for (const id of unreadable) forgetPages(workspace.documents.get(id ?? '')?.pages_key ?? null, workspace)
  const rows = ids.flatMap((id) => workspace.documents.get(id) ?? [])
  if (rows.length > 0) retryDocuments(rows, {}, workspace, core)
  return ids
}

/** An index that is damaged as a whole is made again from the kept pages, which are not read from the originals anew. */
async function makeIndexAnew(workspace: OpenWorkspace, core: CoreContext): Promise<string[]> {
  await core.indexWorker.call((index) => index.close({ index: workspace.paths.index }))
  rmSync(workspace.paths.index, { recursive: true, force: true })
  mkdirSync(workspace.paths.index, { recursive: true })
  const rows = workspace.documents.all().filter((row) => row.digest !== null)
  if (rows.length > 0) retryDocuments(rows, {}, workspace, core)
  return rows.map((row) => row.id)
}

/** Pages that cannot be read are no help: the next reading makes them anew. */
function forgetPages(key: string | null, workspace: OpenWorkspace): void {
  if (key) rmSync(join(workspace.paths.pages, key), { force: true })
}
