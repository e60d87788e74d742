import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { Workspace } from '../../contract/workspaces'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { consentTo } from '../egress/ledger'
import { announceJob } from '../jobs/announce'
import { setUp, usableTemplate } from '../templates'
import { diskSpace } from './diskSpace'
import { totalsOf } from './figures'
import { statsOf } from './stats'
import { createSummaries } from './summaries'

/** The workspaces of the contract. */
export function createWorkspaces(core: CoreContext): Handlers<Contract>['workspaces'] {
  const summaries = createSummaries(core)
  const checkName = (name: string, own?: string) => {
    const same = core.app.workspaces.find(name)
    if (same && same.id !== own) throw new AppError('WORKSPACE_EXISTS', `There is a workspace “${same.name}” already. Choose another name.`)
  }
  return {
    create: async ({ name, template: wanted }) => {
      checkName(name)
      const template = wanted === undefined ? null : usableTemplate(wanted, core)
      const workspace: Workspace = { id: core.newId(), name, createdAt: core.now(), model: template?.model ?? null, sealedAt: null }
      core.app.workspaces.insert(workspace)
      const opened = core.shelf.open(workspace.id)
      if (template) setUp(opened, template)
      core.hub.publish({ type: 'workspace.created', workspace })
      return { workspace }
    },
    list: async () => {
      const workspaces = summaries.all()
      return { workspaces, totals: totalsOf(workspaces), disk: await diskSpace(core.options.data) }
    },
    get: async ({ workspace: ref }) => ({ workspace: summaries.of(core.shelf.find(ref)) }),
    update: async ({ workspace: ref, name, model }) => {
      const workspace = core.shelf.find(ref)
      if (name !== undefined) checkName(name, workspace.id)
      const added = model ? core.app.models.find(model) : undefined
      if (model && !added) throw new AppError('MODEL_NOT_FOUND', `There is no model “${model}”. Add it first.`)
      if (added?.url) consentTo(added.url, 'answer', core.shelf.open(workspace.id), core)
      const changed: Workspace = { ...workspace, name: name ?? workspace.name, model: model === undefined ? workspace.model : model }
      core.app.workspaces.update(changed)
      core.hub.publish({ type: 'workspace.changed', workspace: changed })
      return { workspace: changed }
    },
    delete: async ({ workspace: ref, graceSeconds }) => {
      const workspace = core.shelf.find(ref)
      const { id, name } = workspace
      core.shelf.requireUnbarred(id)
      core.heldSecrets.delete(id)
      core.uses.forget(id)
      const at = core.now()
      const eraseAfter = graceSeconds > 0 ? new Date(Date.parse(at) + graceSeconds * 1_000).toISOString() : null
      core.app.workspaces.remove(workspace, at, eraseAfter)
      core.hub.publish({ type: 'workspace.deleted', workspace: id })
      core.eraser.wake()
      return { deleted: { id, name } }
    },
    stats: async ({ workspace }) => ({ stats: await statsOf(core.shelf.open(workspace), core) }),
    verify: async ({ workspace: ref, repair }) => {
      const workspace = core.shelf.open(ref)
      const job = core.newId()
      workspace.jobs.insert({
        id: job,
        kind: 'verify',
        title: 'Check',
        priority: 5,
        payload: JSON.stringify({ repair }),
        created_at: core.now(),
      })
      announceJob(workspace, job, core)
      core.work()
      return { job }
    },
  }
}
