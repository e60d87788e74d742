import type { Contract } from '../contract'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'

/** The focus of the contract: what a workspace offers from the start. */
export function createFocus(core: CoreContext): Handlers<Contract>['focus'] {
  return {
    get: async ({ workspace }) => ({ focus: core.shelf.open(workspace).focus.get() }),
    update: async ({ workspace: ref, focus }) => {
      core.shelf.open(ref).focus.set(focus)
      return { focus }
    },
  }
}
