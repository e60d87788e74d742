import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { SelfCheck } from '../../contract/evaluation'
import { type Workspace, WorkspaceFigures, type WorkspaceStats, type WorkspaceSummary } from '../../contract/workspaces'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { consentTo } from '../egress/ledger'
import { announceJob } from '../jobs/announce'
import { setUp, usableTemplate } from '../templates'
import { diskSpace } from './diskSpace'
import { figuresOf, marksOf, noFigures, totalsOf, useOf, validFigures } from './figures'
import { folderBytes } from './folderBytes'
import type { OpenWorkspace } from './openWorkspaces'

/** The workspaces of the contract. */
export function createWorkspaces(core: CoreContext): Handlers<Contract>['workspaces'] {
  const marked = (workspace: Workspace, figures: WorkspaceFigures): WorkspaceSummary => ({
    ...workspace,
    ...figures,
    marks: marksOf(figures, workspace.createdAt, core.now()),
  })
  /** Of one that cannot be opened, as they were when it was sealed. */
  const shut = (workspace: Workspace, kept: WorkspaceFigures | undefined): WorkspaceSummary => {
    const figures = WorkspaceFigures.safeParse(kept).data
    return figures ? marked(workspace, figures) : { ...workspace, ...noFigures, marks: [] }
  }
  const summary = (workspace: Workspace) =>
    core.shelf.isShut(workspace)
      ? shut(workspace, core.app.figures.all().get(workspace.id)?.figures)
      : marked(workspace, figuresOf(core.shelf.open(workspace.id), core.now()))
  /** Of closed ones as they were kept, so that a list of many opens none. */
  const summaries = () => {
    const opened = new Map([...core.shelf.opened()].map((one) => [one.id, one]))
    const kept = core.app.figures.all()
    return core.app.workspaces.list().map((workspace) => {
      const open = opened.get(workspace.id)
      if (core.shelf.isShut(workspace)) return shut(workspace, kept.get(workspace.id)?.figures)
      const figures = open ? figuresOf(open, core.now()) : validFigures(kept.get(workspace.id), core.shelf.folderOf(workspace.id))
      return figures ? marked(workspace, figures) : summary(workspace)
    })
  }
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
      const workspaces = summaries()
      return { workspaces, totals: totalsOf(workspaces), disk: await diskSpace(core.options.data) }
    },
    get: async ({ workspace: ref }) => ({ workspace: summary(core.shelf.find(ref)) }),
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
    delete: async ({ workspace: ref }) => {
      const workspace = core.shelf.find(ref)
      const { id, name } = workspace
      core.shelf.requireUnbarred(id)
      core.heldSecrets.delete(id)
      core.uses.forget(id)
      core.app.workspaces.remove(workspace, core.now())
      core.hub.publish({ type: 'workspace.deleted', workspace: id })
      core.eraser.wake()
      return { deleted: { id, name } }
    },
    stats: async ({ workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      const { documents, pages, passages, bytes, read, recognised, empty, failed } = workspace.documents.totals()
      const index = await core.indexWorker.call((worker) => worker.stats({ index: workspace.paths.index, embedder: workspace.embedder }))
      return {
        stats: {
          ...{ documents, pages, passages, bytes },
          diskBytes: await folderBytes(workspace.folder),
          statuses: workspace.documents.statuses(),
          coverage: { read, recognised, empty, failed },
          index: { ...index, embedder: workspace.embedder },
          quality: qualityOf(workspace),
          ...useOf(workspace, core.now()),
        },
      }
    },
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

function qualityOf({ tables }: OpenWorkspace): WorkspaceStats['quality'] {
  const [last] = tables.checks(1) as SelfCheck[]
  return last ? { score: last.score, at: last.at, ...(last.warning ? { warning: last.warning } : {}) } : null
}
