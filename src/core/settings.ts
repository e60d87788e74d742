import type { Contract } from '../contract'
import { Settings } from '../contract/settings'
import type { Handlers } from '../rpc/handlers'
import type { AppCatalog } from './catalog/appCatalog'
import type { CoreContext } from './context'

/** The settings of the data folder; what was never set has its default. */
export function readSettings(app: AppCatalog): Settings {
  return Settings.parse(app.settings.all())
}

/** The settings of the contract. */
export function createSettings(core: CoreContext): Handlers<Contract>['settings'] {
  return {
    get: async () => ({ settings: readSettings(core.app) }),
    update: async (values) => {
      core.app.settings.set(values)
      const settings = readSettings(core.app)
      core.hub.publish({ type: 'settings.changed', settings })
      core.work()
      return { settings }
    },
  }
}
