import type { Contract } from '../../contract'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { exportWorkspace } from './exportWorkspace'
import { importWorkspace } from './importWorkspace'

/** The archives of the contract. */
export function createArchives(core: CoreContext): Handlers<Contract>['archives'] {
  return {
    export: ({ workspace, ...input }, { signal }) => exportWorkspace({ workspace: core.shelf.open(workspace), ...input }, core, signal),
    import: (input, { signal }) => importWorkspace(input, core, signal),
  }
}
