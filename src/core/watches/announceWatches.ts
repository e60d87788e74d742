import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Says that the watched folders of a workspace have changed, or what is known of them. */
export function announceWatches({ id, db }: OpenWorkspace, { hub }: Pick<CoreContext, 'hub'>): void {
  hub.changed(`watches:${id}`, () => (db.open ? { type: 'watches.changed', workspace: id } : null))
}
