import { existsSync } from 'node:fs'
import type { Contract } from '../../contract'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { sealedArchive } from './sealedPaths'
import { sealWorkspace } from './sealWorkspace'
import { unsealWorkspace } from './unsealWorkspace'

/** The seals of the contract. */
export function createSeals(core: CoreContext): Handlers<Contract>['seals'] {
  const ending = (signal: AbortSignal) => AbortSignal.any([signal, core.closing])
  return {
    get: async ({ workspace: ref }) => {
      const { id, sealedAt } = core.shelf.find(ref)
      const path = sealedArchive(core.options.data, id)
      const isSealed = sealedAt !== null
      return {
        seal: {
          sealedAt,
          bytes: isSealed && existsSync(path) ? core.app.workspaces.sealedBytes(id) : null,
          path: isSealed ? path : null,
          keyHeld: core.heldSecrets.has(id),
        },
      }
    },
    seal: (input, { signal }) => sealWorkspace(input, core, ending(signal)),
    unseal: (input, { signal }) => unsealWorkspace(input, core, ending(signal)),
    use: async ({ workspace: ref }) => {
      core.uses.touch(core.shelf.find(ref).id)
      return {}
    },
  }
}
