import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CoreContext } from '../context'

/**
 * Puts folders of workspaces on the list that are on none and were not deleted: a host that was killed while it took one in had moved
 * its folder to its place, and not noted its name. Nothing lies where nobody sees it.
 */
export function adoptUnlisted({ app, shelf, now, log }: Pick<CoreContext, 'app' | 'shelf' | 'now' | 'log'>): void {
  for (const id of readdirSync(dirname(shelf.folderOf('x')))) {
    if (!/^[0-9a-f]{16}$/.test(id) || app.workspaces.find(id) || app.deletions.get(id)) continue
    app.workspaces.insert({ id, name: `Recovered ${id}`, createdAt: now(), model: null, sealedAt: null })
    log(`A workspace that was on no list is called “Recovered ${id}”.`)
  }
}
