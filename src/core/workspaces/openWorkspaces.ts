import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { documentRows } from '../catalog/documentRows'
import { jobRows } from '../catalog/jobRows'
import { messageRows } from '../catalog/messageRows'
import { openDatabase } from '../catalog/openDatabase'
import { watchRows } from '../catalog/watchRows'
import { workspaceMigrations } from '../catalog/workspaceSchema'

/** A workspace folder with its catalogue opened. One a folder: nothing in it reaches another workspace. */
export type OpenWorkspace = ReturnType<typeof openWorkspace>

/** Opens the folder of a workspace, creating what is missing. Throws DATA_NEWER or DATA_DAMAGED. */
export function openWorkspace(id: string, folder: string, now: () => string) {
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
    embedder: 'hash',
    documents: documentRows(db),
    jobs: jobRows(db, now),
    messages: messageRows(db),
    watches: watchRows(db),
    close: () => db.close(),
  }
}
