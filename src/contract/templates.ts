import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { EgressPolicy } from './egress'
import { Focus } from './focus'
import { Pipeline } from './pipeline'
import { RetentionPolicy } from './retention'

export const TemplateName = z.string().trim().min(1, 'A template needs a name.').max(120, 'A template name has at most 120 characters.')

/** How a workspace is set up, without anything that is in it. */
export const TemplateContent = z.object({
  model: z.string().nullable().describe('Label of the model that answers'),
  pipeline: Pipeline,
  policy: EgressPolicy.describe('What may leave the machine: making a workspace of the template is the consent'),
  retention: RetentionPolicy,
  focus: Focus,
})
export type TemplateContent = z.infer<typeof TemplateContent>

export const Template = TemplateContent.extend({ name: z.string(), savedAt: z.string() })
export type Template = z.infer<typeof Template>

export const templates = {
  list: procedure
    .route({ method: 'GET', path: '/templates', summary: 'Templates for new workspaces, by name' })
    .output(z.object({ templates: z.array(Template) })),
  save: procedure
    .route({
      method: 'POST',
      path: '/templates',
      summary: 'Save how a workspace is set up, its tags and its questions to begin with; a template of the same name is replaced',
      successStatus: 201,
    })
    .input(z.object({ name: TemplateName, workspace: WorkspaceRef }))
    .output(z.object({ template: Template })),
  remove: procedure
    .route({ method: 'DELETE', path: '/templates/{name}', summary: 'Remove a template; workspaces made of it stay as they are' })
    .input(z.object({ name: z.string().min(1).max(200) }))
    .output(z.object({ removed: z.string() })),
}
