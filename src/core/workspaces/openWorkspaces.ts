import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chatRows } from '../catalog/chatRows'
import { accessRows } from '../catalog/accessRows'
import { acronymRows } from '../catalog/acronymRows'
import { activityRows } from '../catalog/activityRows'
import { documentRows } from '../catalog/documentRows'
import { egressPolicyRow, egressRows } from '../catalog/egressRows'
import { type Database, openDatabase } from '../catalog/openDatabase'
import { AppError, isAppError } from '../../contract/errors'
import { focusRow } from '../catalog/focusRow'
import { jobRows } from '../catalog/jobRows'
import { keptAnswerRows } from '../catalog/keptAnswerRows'
import { backUp, openChecked, type Restored, restoreCatalogue } from '../catalog/backups'
import { pipelineRow } from '../catalog/pipelineRow'
import { retentionRows } from '../catalog/retentionRows'
import { tableRows } from '../catalog/tableRows'
import { watchRows } from '../catalog/watchRows'
import { workspaceMigrations } from '../catalog/workspaceSchema'

/** A workspace folder with its catalogue opened. One a folder: nothing in it reaches another workspace. */
export type OpenWorkspace = ReturnType<typeof openWorkspace>

/** Opens the folder of a workspace, creating what is missing; `embedder` is taken where nothing was indexed yet. Throws DATA_NEWER or DATA_DAMAGED. */
export function openWorkspace(id: string, folder: string, { now, embedder, backups }: Opening) {
  const paths = {
    sources: join(folder, 'sources'),
    pages: join(folder, 'pages'),
    index: join(folder, 'index'),
    staging: join(folder, 'staging'),
  }
  for (const path of Object.values(paths)) mkdirSync(path, { recursive: true })
  const { db, restored, wasCutShort } = openCatalogue(folder, { now, backups })
  const changesAtOpen = changesOf(db)
  const access = accessRows(db, now)
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
    /** What is done in it, counted. */
    activity: activityRows(db, now),
    /** Which passages and documents are used. */
    access,
    /** Answers to questions that may be asked again. */
    keptAnswers: keptAnswerRows(db),
    jobs: jobRows(db, now),
    chats: chatRows(db),
    watches: watchRows(db),
    pipeline: pipelineRow(db),
    focus: focusRow(db),
    /** How long what is kept. */
    retention: retentionRows(db),
    /** What may leave the machine for it, and what did. */
    egress: { policy: egressPolicyRow(db), ledger: egressRows(db, now) },
    /** What became of a catalogue that was damaged; null where it was not. */
    restored,
    /** Originals the restored catalogue does not know have become documents again. */
    noteReconciled: () => rmSync(join(folder, restoredName), { force: true }),
    /** The next opening puts back the newest sound copy of the catalogue. */
    markBroken: () => writeFileSync(join(folder, brokenName), ''),
    /** The host before was ended in the middle of its work. */
    wasCutShort,
    /** Copies the catalogue, at most once a day, where anything was changed since it was opened. */
    backUp: async () => changesOf(db) > changesAtOpen && (await backUp(db, backups, now())),
    /** After a removal: what older copies hold of it goes, and a new one is made. */
    renewBackup: async () => {
      for (const folderOfCopies of [backups, join(folder, 'damaged')]) rmSync(folderOfCopies, { recursive: true, force: true })
      await backUp(db, backups, now())
    },
    close: () => {
      writeLast(access)
      // While the log is taken in and removed, its absence says nothing.
      if (existsSync(join(folder, markerName))) renameSync(join(folder, markerName), join(folder, closingName))
      db.close()
      rmSync(join(folder, closingName), { force: true })
    },
  }
}

/** What was noted last is worth no failure at the end: the disk may be full. */
function writeLast(access: ReturnType<typeof accessRows>): void {
  try {
    access.flush()
  } catch {
    // It is only how often something was used.
  }
}

interface Opening {
  now: () => string
  embedder: string
  /** Folder of the copies of its catalogue, outside of its own. */
  backups: string
}

/** Stands in the folder while it is open: whoever finds it knows that the host before was cut short. */
export const markerName = 'open'
/** … and this one while it is being closed. */
export const closingName = 'closing'
/** Asks for the newest sound copy of the catalogue at the next opening. */
const brokenName = 'broken'

/** Stands in the folder from the restoring of a catalogue until what it does not know is taken in. */
const restoredName = 'restored.json'

interface OpenCatalogue {
  db: Database
  restored: Restored | null
  wasCutShort: boolean
}

/** Opens the catalogue, or the newest sound copy where it is damaged. Throws DATA_NEWER. */
function openCatalogue(folder: string, { now, backups }: Pick<Opening, 'now' | 'backups'>): OpenCatalogue {
  const path = join(folder, 'workspace.db')
  const marker = join(folder, markerName)
  const note = join(folder, restoredName)
  const broken = join(folder, brokenName)
  const isBegun = () => existsSync(backups) || ['sources', 'pages'].some((part) => readdirSync(join(folder, part)).length > 0)
  // A host that has the catalogue open has its log, however little stands in it: without it, what was written last is gone.
  const isLogLost = existsSync(marker) && existsSync(path) && !existsSync(`${path}-wal`)
  try {
    if (existsSync(broken)) throw new AppError('DATA_DAMAGED', `${path} is damaged, as a check has found.`)
    const { db, wasCutShort } = openChecked(path, workspaceMigrations, { marker, isBegun })
    if (isLogLost) writeFileSync(note, JSON.stringify({ isLogLost }))
    writeFileSync(marker, '')
    return { db, restored: readRestored(note), wasCutShort: wasCutShort || existsSync(join(folder, closingName)) }
  } catch (error) {
    if (!isAppError(error) || error.code !== 'DATA_DAMAGED') throw error
    writeFileSync(note, '{}')
    const restored = restoreCatalogue(path, backups, workspaceMigrations, now())
    writeFileSync(note, JSON.stringify(restored))
    for (const name of [marker, broken]) rmSync(name, { force: true })
    const db = openDatabase(path, workspaceMigrations)
    writeFileSync(marker, '')
    return { db, restored, wasCutShort: false }
  }
}

/** What an earlier host restored and did not get to the end with; null where there is no such thing. */
function readRestored(note: string): Restored | null {
  if (!existsSync(note)) return null
  const whole = { from: null, aside: join(dirname(note), 'damaged') }
  try {
    return { ...whole, ...(JSON.parse(readFileSync(note, 'utf8')) as Partial<Restored>) }
  } catch {
    return whole
  }
}

function changesOf(db: Database): number {
  return db.prepare('SELECT total_changes()').pluck().get() as number
}
