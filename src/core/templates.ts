import type { Contract } from '../contract'
import { AppError } from '../contract/errors'
import type { Template } from '../contract/templates'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'
import { tagKey, tagsOf } from './documents/tags'
import { requireReranker } from './pipeline'
import type { OpenWorkspace } from './workspaces/openWorkspaces'

/** Tags that go along, those most documents have. */
const mostTags = 50

/** The templates of the contract. */
export function createTemplates(core: CoreContext): Handlers<Contract>['templates'] {
  return {
    list: async () => ({ templates: core.app.templates.list() }),
    save: async ({ name, workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      const template: Template = {
        name,
        savedAt: core.now(),
        model: core.shelf.find(workspace.id).model,
        pipeline: workspace.pipeline.get(),
        policy: workspace.egress.policy.get(),
        retention: workspace.retention.policy(),
        focus: { ...workspace.focus.get(), tags: tagsWith(workspace) },
      }
      core.app.templates.save(template)
      return { template }
    },
    remove: async ({ name }) => {
      if (!core.app.templates.remove(name)) throw missing(name)
      return { removed: name }
    },
  }
}

/** A template whose model and reranker are there. Throws TEMPLATE_NOT_FOUND, MODEL_NOT_FOUND. */
export function usableTemplate(name: string, core: CoreContext): Template {
  const template = core.app.templates.find(name)
  if (!template) throw missing(name)
  if (template.model !== null && !core.app.models.find(template.model))
    throw new AppError(
      'MODEL_NOT_FOUND',
      `The template “${name}” answers by the model “${template.model}”, which is not there. Add it, or save the template anew.`,
    )
  requireReranker(template.pipeline.retrieval.reranker, core)
  return template
}

/** Sets a new workspace up by a template. */
export function setUp(workspace: OpenWorkspace, { pipeline, policy, retention, focus }: Template): void {
  workspace.db.transaction(() => {
    workspace.pipeline.set(pipeline)
    workspace.egress.policy.set(policy)
    workspace.retention.setPolicy(retention)
    workspace.focus.set(focus)
  })()
}

/** Tags the workspace offers and those its documents have. */
function tagsWith(workspace: OpenWorkspace): string[] {
  const used = tagsOf(workspace)
    .sort((a, b) => b.documents - a.documents)
    .map(({ tag }) => tag)
  const all = new Map([...workspace.focus.get().tags, ...used].map((tag) => [tagKey(tag), tag]))
  return [...all.values()].slice(0, mostTags).sort((a, b) => a.localeCompare(b))
}

function missing(name: string): AppError {
  return new AppError('TEMPLATE_NOT_FOUND', `There is no template “${name}”. List them, or save one of a workspace first.`)
}
