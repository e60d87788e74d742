import { type Template, TemplateContent } from '../../contract/templates'
import type { Database } from './openDatabase'

/** Part of a landed step of `app.db`, which never changes. */
export const templateStep =
  'CREATE TABLE templates (name TEXT PRIMARY KEY COLLATE NOCASE, saved_at TEXT NOT NULL, content TEXT NOT NULL) STRICT'

interface Row {
  name: string
  savedAt: string
  content: string
}

/** Templates for new workspaces, in `app.db`. */
export function templateRows(db: Database) {
  // What another version saved and this one cannot understand is not offered.
  const toTemplate = ({ name, savedAt, content }: Row): Template[] => {
    const { data } = TemplateContent.safeParse(JSON.parse(content))
    return data ? [{ name, savedAt, ...data }] : []
  }
  const columns = 'name, saved_at AS savedAt, content'
  return {
    list: () => (db.prepare(`SELECT ${columns} FROM templates ORDER BY name`).all() as Row[]).flatMap(toTemplate),
    find: (name: string) => (db.prepare(`SELECT ${columns} FROM templates WHERE name = ?`).all(name) as Row[]).flatMap(toTemplate)[0],
    save: ({ name, savedAt, ...content }: Template) =>
      void db
        .prepare(
          `INSERT INTO templates (name, saved_at, content) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET name = excluded.name, saved_at = excluded.saved_at, content = excluded.content`,
        )
        .run(name, savedAt, JSON.stringify(content)),
    remove: (name: string) => db.prepare('DELETE FROM templates WHERE name = ?').run(name).changes > 0,
  }
}
