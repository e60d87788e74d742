import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAppError } from '../../contract/errors'
import type { Workspace, WorkspaceFigures } from '../../contract/workspaces'
import type { Log } from '../context'
import { backUp, openChecked, restoreCatalogue } from './backups'
import { deletionRows, takeBackStep } from './deletionRows'
import { egressRows, egressTable } from './egressRows'
import { type Database, type Migration, openDatabase } from './openDatabase'
import { templateRows, templateStep } from './templateRows'

/** A model runner as the catalogue keeps it; its key is in the secret store. */
export interface ModelRow {
  label: string
  provider: string
  url: string | null
  model: string
  hasKey: boolean
  /** Further settings, as its runner describes them. */
  options: Record<string, unknown>
}

/** Figures of a closed workspace with the state of its catalogue they were read from. */
export interface KeptFigures {
  figures: WorkspaceFigures
  bytes: number
  modifiedMs: number
}

/** The schema of `app.db`, one step a version. Landed steps never change. */
export const appMigrations: Migration[] = [
  (db) =>
    db.exec(`
      CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE workspaces (
        id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, created_at TEXT NOT NULL, model TEXT
      ) STRICT;
      CREATE TABLE models (
        label TEXT PRIMARY KEY COLLATE NOCASE, provider TEXT NOT NULL, url TEXT, model TEXT NOT NULL, has_key INTEGER NOT NULL
      ) STRICT;
    `),
  (db) => db.exec(egressTable),
  (db) =>
    db.exec(`
      CREATE TABLE deletions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL UNIQUE, name TEXT, deleted_at TEXT NOT NULL, erased_at TEXT,
        files INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, message TEXT
      ) STRICT;
    `),
  (db) => db.exec("ALTER TABLE models ADD COLUMN options TEXT NOT NULL DEFAULT '{}'"),
  (db) => db.exec('CREATE TABLE figures (workspace TEXT PRIMARY KEY, kept TEXT NOT NULL) STRICT, WITHOUT ROWID'),
  (db) => db.exec('ALTER TABLE workspaces ADD COLUMN sealed_at TEXT; ALTER TABLE workspaces ADD COLUMN sealed_bytes INTEGER'),
  (db) => db.exec(templateStep),
  (db) => db.exec(takeBackStep),
]

const workspaceColumns = 'id, name, created_at AS createdAt, model, sealed_at AS sealedAt'
const modelColumns = 'label, provider, url, model, has_key AS hasKey, options'

export type AppCatalog = ReturnType<typeof openAppCatalog>

/** Opens `app.db`: settings, the list of workspaces, model runners. */
export function openAppCatalog(data: string, { now, log }: { now: () => string; log: Log }) {
  const { db, close } = openOrRestore(data, { now, log })
  const backups = join(data, 'backups', 'app')
  const toModel = (row: unknown): ModelRow => {
    const { hasKey, options, ...model } = row as Omit<ModelRow, 'hasKey' | 'options'> & { hasKey: number; options: string }
    return { ...model, hasKey: Boolean(hasKey), options: JSON.parse(options) as Record<string, unknown> }
  }
  return {
    workspaces: workspaceRows(db),
    /** Connections that belong to no workspace. */
    egress: egressRows(db, now),
    deletions: deletionRows(db),
    templates: templateRows(db),
    /** Figures of closed workspaces, by id. */
    figures: {
      all: () =>
        new Map(
          (db.prepare('SELECT workspace, kept FROM figures').all() as { workspace: string; kept: string }[]).map((row) => [
            row.workspace,
            JSON.parse(row.kept) as KeptFigures,
          ]),
        ),
      keep: (figures: ReadonlyMap<string, KeptFigures>) =>
        db.transaction(() => {
          const write = db.prepare('INSERT INTO figures (workspace, kept) VALUES (?, ?) ON CONFLICT DO UPDATE SET kept = excluded.kept')
          for (const [id, kept] of figures) write.run(id, JSON.stringify(kept))
          db.prepare('DELETE FROM figures WHERE workspace NOT IN (SELECT id FROM workspaces)').run()
        })(),
    },
    models: {
      list: () => db.prepare(`SELECT ${modelColumns} FROM models ORDER BY label`).all().map(toModel),
      find: (label: string) => db.prepare(`SELECT ${modelColumns} FROM models WHERE label = ?`).all(label).map(toModel)[0],
      insert: (row: ModelRow) =>
        void db
          .prepare('INSERT INTO models (label, provider, url, model, has_key, options) VALUES (?, ?, ?, ?, ?, ?)')
          .run(row.label, row.provider, row.url, row.model, row.hasKey ? 1 : 0, JSON.stringify(row.options)),
      remove: (label: string) => db.prepare('DELETE FROM models WHERE label = ?').run(label).changes > 0,
    },
    settings: {
      all: () =>
        Object.fromEntries(
          (db.prepare('SELECT key, value FROM settings').all() as { key: string; value: string }[]).map((row) => [
            row.key,
            JSON.parse(row.value) as unknown,
          ]),
        ),
      set: (values: Record<string, unknown>) =>
        db.transaction(() => {
          const write = db.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
          for (const [key, value] of Object.entries(values)) write.run(key, JSON.stringify(value))
        })(),
    },
    backUp: () => backUp(db, backups, now()),
    close,
  }
}

/** A damaged list of workspaces is put back from its backup; folders it does not know are workspaces again, named by their ids. */
function openOrRestore(data: string, { now, log }: { now: () => string; log: Log }): { db: Database; close: () => void } {
  const path = join(data, 'app.db')
  const marker = join(data, 'open')
  const namesIn = (folder: string) => (existsSync(join(data, folder)) ? readdirSync(join(data, folder)) : [])
  const folders = () => [...new Set([...namesIn('workspaces'), ...namesIn('sealed')])]
  const closing = (db: Database) => {
    writeFileSync(marker, '')
    return {
      db,
      close: () => {
        db.close()
        rmSync(marker, { force: true })
      },
    }
  }
  try {
    return closing(openChecked(path, appMigrations, { marker, isBegun: () => folders().length > 0 }).db)
  } catch (error) {
    if (!isAppError(error) || error.code !== 'DATA_DAMAGED') throw error
    const { from, aside } = restoreCatalogue(path, join(data, 'backups', 'app'), appMigrations, now())
    const db = openDatabase(path, appMigrations)
    const adopt = db.prepare(`INSERT OR IGNORE INTO workspaces (id, name, created_at) SELECT @id, @name, @at
      WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE workspace = @id)`)
    for (const id of folders().filter((name) => /^[0-9a-f]{16}$/.test(name))) adopt.run({ id, name: `Recovered ${id}`, at: now() })
    const what = from ? `it was put back as it was on ${from}` : 'there was no backup'
    log(`The list of workspaces was damaged; ${what}. Workspaces it did not name are called “Recovered”.`, { aside, error })
    return closing(db)
  }
}

function workspaceRows(db: Database) {
  const byRef = db.prepare(`SELECT ${workspaceColumns} FROM workspaces WHERE id = ? OR name = ? ORDER BY id = ? DESC LIMIT 1`)
  // Every call asks for its workspace, and only this process writes here: reading it took a tenth of a millisecond of a search's three.
  const found = new Map<string, Workspace>()
  const write = (sql: string, ...values: unknown[]) => {
    found.clear()
    db.prepare(sql).run(...values)
  }
  return {
    list: () => db.prepare(`SELECT ${workspaceColumns} FROM workspaces ORDER BY name`).all() as Workspace[],
    /** By id first, then by name (ASCII case does not matter). */
    find: (ref: string) => {
      const workspace = found.get(ref) ?? (byRef.get(ref, ref, ref) as Workspace | undefined)
      if (workspace) found.set(ref, workspace)
      return workspace
    },
    insert: ({ id, name, createdAt, model }: Workspace) =>
      write('INSERT INTO workspaces (id, name, created_at, model) VALUES (?, ?, ?, ?)', id, name, createdAt, model),
    update: ({ id, name, model }: Workspace) => write('UPDATE workspaces SET name = ?, model = ? WHERE id = ?', name, model, id),
    /** Takes it off the list and notes in the same step that its files have to go. */
    /** Takes it off the list and notes in the same step that its files have to go, from a moment on. */
    remove: ({ id, name }: Workspace, at: string, eraseAfter: string | null) =>
      db.transaction(() => {
        write(
          `INSERT INTO deletions (workspace, name, deleted_at, erase_after, kept)
          SELECT id, ?, ?, ?, json_array(created_at, model, sealed_at, sealed_bytes) FROM workspaces WHERE id = ?`,
          name,
          at,
          eraseAfter,
          id,
        )
        write('DELETE FROM workspaces WHERE id = ?', id)
      })(),
    /** Puts a deleted one back under a name, where its erasing has not begun; whether it did. */
    takeBack: (id: string, name: string): boolean =>
      db.transaction(() => {
        write(
          `INSERT INTO workspaces (id, name, created_at, model, sealed_at, sealed_bytes)
          SELECT workspace, ?, kept ->> 0, kept ->> 1, kept ->> 2, kept ->> 3 FROM deletions
          WHERE workspace = ? AND begun_at IS NULL AND erased_at IS NULL AND kept IS NOT NULL`,
          name,
          id,
        )
        const isBack = db.prepare('SELECT 1 FROM workspaces WHERE id = ?').get(id) !== undefined
        if (isBack) write('DELETE FROM deletions WHERE workspace = ?', id)
        return isBack
      })(),
    /** Notes that a workspace exists only as an archive of this size; null: it is open. The next step may rely on it: it is on the disk. */
    setSeal: (id: string, seal: { at: string; bytes: number } | null) =>
      write('UPDATE workspaces SET sealed_at = ?, sealed_bytes = ? WHERE id = ?', seal?.at ?? null, seal?.bytes ?? null, id),
    /** Size of the archive of a sealed workspace. */
    sealedBytes: (id: string) => db.prepare('SELECT sealed_bytes FROM workspaces WHERE id = ?').pluck().get(id) as number | null,
    forgetModel: (label: string) => write('UPDATE workspaces SET model = NULL WHERE model = ? COLLATE NOCASE', label),
  }
}
