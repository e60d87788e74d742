import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { documentRows } from '../catalog/documentRows'
import { jobRows } from '../catalog/jobRows'
import { messageRows } from '../catalog/messageRows'
import { type Database, openDatabase } from '../catalog/openDatabase'
import { pipelineRow } from '../catalog/pipelineRow'
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
  return {
    id,
    folder,
    paths,
    db,
    /** Id of the embedder whose table is searched. */
    embedder: embedderOf(db, embedder),
    documents: documentRows(db),
    jobs: jobRows(db, now),
    messages: messageRows(db),
    watches: watchRows(db),
    pipeline: pipelineRow(db),
    close: () => db.close(),
  }
}

/** The embedder a workspace was begun with; the one for new workspaces where nothing was indexed yet. */
function embedderOf(db: Database, preferred: string): string {
  const kept = db.prepare<[], { id: string }>('SELECT id FROM embedder').get()
  if (kept) return kept.id
  const isBegun = db.prepare('SELECT 1 FROM documents LIMIT 1').get() !== undefined
  // Workspaces of before embedders were noted hold vectors of this one.
  const id = isBegun ? 'hash' : preferred
  db.prepare('INSERT INTO embedder (id) VALUES (?)').run(id)
  return id
}
