import type { Contract } from '../contract'
import { AppError } from '../contract/errors'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'

/** The deletions of the contract. */
export function createDeletions(core: CoreContext): Handlers<Contract>['deletions'] {
  const list = () => ({ deletions: core.app.deletions.list() })
  return {
    list: async () => list(),
    get: async ({ id }) => {
      const deletion = core.app.deletions.get(id)
      if (!deletion)
        throw new AppError('WORKSPACE_NOT_FOUND', 'No workspace of this id was deleted here, or its receipt is no longer kept.')
      return { deletion }
    },
    cancel: async ({ id: ref }) => {
      const pending = core.app.deletions.list().filter(({ erasedAt }) => erasedAt === null)
      const deletion = pending.find(({ id }) => id === ref) ?? pending.find(({ name }) => name?.toLowerCase() === ref.toLowerCase())
      if (!deletion) throw new AppError('WORKSPACE_NOT_FOUND', 'No workspace of this id or name is waiting to be erased.')
      const { id, name } = deletion
      await core.eraser.rested(id)
      if (!core.app.workspaces.takeBack(id, freeName(name ?? id, core)))
        throw new AppError('JOB_STATE', 'It is being erased already, and can be taken back no more.')
      const workspace = core.shelf.find(id)
      core.hub.publish({ type: 'workspace.created', workspace })
      if (!core.shelf.isShut(workspace)) core.shelf.open(id)
      return { workspace }
    },
    retry: async () => {
      core.eraser.wake()
      return list()
    },
  }
}

/** Its own name, or one beside it where that was taken meanwhile. */
function freeName(name: string, { app }: CoreContext): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name} (${number})`
    if (!app.workspaces.find(free)) return free
  }
}
