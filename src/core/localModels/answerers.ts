import type { CoreContext } from '../context'
import { modelsChanged } from '../models'
import type { InstalledModel } from './modelFolders'

/** The runner of models in GGUF. */
const provider = 'llamaCpp'

/** A language model on the disk is one that can answer: it gets a label among those that do. */
export function offerToAnswer({ id, kind, label }: InstalledModel, core: Pick<CoreContext, 'app' | 'hub'>): void {
  if (kind !== 'chat' || core.app.models.list().some((one) => one.provider === provider && one.model === id)) return
  let free = label
  for (let n = 2; core.app.models.find(free); n++) free = `${label} (${n})`
  core.app.models.insert({ label: free, provider, url: null, model: id, hasKey: false, options: {} })
  modelsChanged(core)
}

/** A language model that is deleted answers no longer. */
export function withdraw(id: string, core: Pick<CoreContext, 'app' | 'hub'>): void {
  for (const { label } of core.app.models.list().filter((one) => one.provider === provider && one.model === id)) {
    core.app.models.remove(label)
    core.app.workspaces.forgetModel(label)
  }
  modelsChanged(core)
}
