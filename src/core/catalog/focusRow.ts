import { Focus, noFocus } from '../../contract/focus'
import type { Database } from './openDatabase'

/** Part of a landed step, which never changes. */
export const focusStep = 'CREATE TABLE focus (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), focus TEXT NOT NULL) STRICT'

/** What a workspace offers from the start. */
export function focusRow(db: Database) {
  return {
    get: (): Focus => {
      const kept = db.prepare('SELECT focus FROM focus').pluck().get() as string | undefined
      return kept ? (Focus.safeParse(JSON.parse(kept)).data ?? noFocus) : noFocus
    },
    set: (focus: Focus) =>
      void db
        .prepare('INSERT INTO focus (only_row, focus) VALUES (1, ?) ON CONFLICT DO UPDATE SET focus = excluded.focus')
        .run(JSON.stringify(focus)),
  }
}
