import { copyFileSync, constants, readdirSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { CoreContext } from '../context'
import { addDocuments } from '../documents/add'
import { announceJob } from '../jobs/announce'
import type { OpenWorkspace } from './openWorkspaces'

/**
 * After a catalogue was put back from a copy: originals it does not know are documents again, under names made of their hashes, and
 * everything is checked and repaired. Gives how many originals came back.
 */
export function reconcile(workspace: OpenWorkspace, core: CoreContext): number {
  const recovered = takeInUnknown(workspace, core)
  const job = core.newId()
  const payload = JSON.stringify({ repair: true })
  workspace.jobs.insert({ id: job, kind: 'verify', title: 'Check', priority: 5, payload, created_at: core.now() })
  announceJob(workspace, job, core)
  workspace.noteReconciled()
  return recovered.length
}

/** Makes documents of originals that belong to none. Gives how many, and the job that reads them. */
export function takeInUnknown(workspace: OpenWorkspace, core: CoreContext): { length: number; job: string | null } {
  const known = workspace.documents
  const unknown = readdirSync(workspace.paths.sources).filter((name) => /^[0-9a-f]{64}$/.test(name) && !known.usesSource(name))
  const sources = unknown.map((sha256) => {
    const upload = randomUUID()
    copyFileSync(join(workspace.paths.sources, sha256), join(core.uploadsFolder, upload), constants.COPYFILE_FICLONE)
    return { kind: 'upload' as const, upload, name: `recovered ${sha256.slice(0, 12)}` }
  })
  const job = sources.length > 0 ? addDocuments({ sources, ocr: 'auto', title: 'Recovered documents' }, workspace, core) : null
  return { length: sources.length, job }
}
