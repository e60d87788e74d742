import { basename } from 'node:path'
import { finalJobStates } from '../../contract/jobs'
import type { WatchRow } from '../catalog/watchRows'
import type { CoreContext } from '../context'
import { addDocuments, type AddPayload } from '../documents/add'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { lookInto, settleMissing } from './lookInto'

interface Looking {
  signal: AbortSignal
  /** A file changed less than this many milliseconds ago is probably still being written; 0: taken as it is. */
  settleMs: number
  /** Whether the user asked: then there is a job in any case, and it names every document that follows the folder. */
  asked?: boolean
}

/** What came of a look: a job that reads what is new, nothing to read, or something that is still being written. */
export type Look = { job: string | null } | 'later'

/** Looks through a watched folder. Where nothing is new, no job is made; what is gone is removed or asked about. */
export async function look(
  watch: WatchRow,
  workspace: OpenWorkspace,
  core: CoreContext,
  { signal, settleMs, asked = false }: Looking,
): Promise<Look> {
  const active = activeJob(watch, workspace)
  if (active) return settleMs > 0 ? 'later' : { job: active }
  const found = await lookInto(watch, workspace, core, signal)
  if (!found) return { job: null }
  const { candidates, missing } = found
  const now = Date.now()
  if (settleMs > 0 && candidates.some(({ changedMs }) => Math.abs(now - changedMs) < settleMs)) return 'later'
  if (candidates.length > 0 || asked) {
    const title = basename(watch.path)
    return { job: addDocuments({ sources: [], ocr: watch.ocr, watch: watch.id, whole: asked, title }, workspace, core) }
  }
  settleMissing(watch, missing, workspace, core)
  return { job: null }
}

/** The job that is about to take what has changed in a folder. */
function activeJob(watch: WatchRow, workspace: OpenWorkspace): string | null {
  const adding = workspace.jobs.listTop(200).filter((job) => job.kind === 'add' && !finalJobStates.includes(job.state))
  const own = adding.find((job) => {
    const payload = JSON.parse(job.payload) as AddPayload
    return payload.watch === watch.id && !payload.collected
  })
  return own?.id ?? null
}
