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
    retry: async () => {
      core.eraser.wake()
      return list()
    },
  }
}
