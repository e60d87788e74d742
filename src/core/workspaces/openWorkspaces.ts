import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chatRows } from '../catalog/chatRows'
import { acronymRows } from '../catalog/acronymRows'
import { documentRows } from '../catalog/documentRows'
import { egressPolicyRow, egressRows } from '../catalog/egressRows'
import { jobRows } from '../catalog/jobRows'
import { openDatabase } from '../catalog/openDatabase'
import { pipelineRow } from '../catalog/pipelineRow'
import { tableRows } from '../catalog/tableRows'
import { watchRows } from '../catalog/watchRows'
import { workspaceMigrations } from '../catalog/workspaceSchema'

/** A workspace folder with its catalogue opened. One a folder: nothing in it reaches another workspace. */
export type OpenWorkspace = ReturnType<typeof openWorkspace>

/** Opens the folder of a workspace, creating what is missing; `embedder` is taken where nothing was indexed yet. Throws DATA_NEWER or DATA_DAMAGED. */
export function openWorkspace(id: string, folder: string, { now, embedder }: { now: () => string; embedder: string }) {
  const paths = {
    sources: join(folder, 'sources'),
    pages: join(folder, 'pages'),
    index: join(folder, 'index'),
    staging: join(folder, 'staging'),
  }
  for (const path of Object.values(paths)) mkdirSync(path, { recursive: true })
  const db = openDatabase(join(folder, 'workspace.db'), workspaceMigrations)
  const tables = tableRows(db, embedder)
  let lastTurn: Promise<unknown> = Promise.resolve()
  return {
    id,
    folder,
    paths,
    db,
    /** Id of the embedder whose table is searched. */
    get embedder() {
      return tables.current()
    },
    tables,
    /**
     * Runs what touches several tables, or copies of passages outside of them, one after the other: what is removed must not be written
     * again by who copied it before.
     */
    inTurn: <T>(work: () => Promise<T>): Promise<T> => {
      const run = lastTurn.then(work)
      lastTurn = run.catch(() => {})
      return run
    },
    documents: documentRows(db),
    acronyms: acronymRows(db),
    jobs: jobRows(db, now),
    chats: chatRows(db),
    watches: watchRows(db),
    pipeline: pipelineRow(db),
    /** What may leave the machine for it, and what did. */
    egress: { policy: egressPolicyRow(db), ledger: egressRows(db, now) },
    close: () => db.close(),
  }
}
