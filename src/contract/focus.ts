import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { Tag } from './scope'

/** What a workspace is about, before its documents say it: offered to the reader, never put on anything by itself. */
export const Focus = z.strictObject({
  tags: z.array(Tag).max(50).default([]).describe('Tags that are offered although no document has them yet'),
  questions: z
    .array(z.string().trim().min(1).max(500))
    .max(12)
    .default([])
    .describe('Questions to begin with, offered before those found in the documents'),
})
export type Focus = z.infer<typeof Focus>

export const noFocus: Focus = Focus.parse({})

const inWorkspace = z.object({ workspace: WorkspaceRef })

export const focus = {
  get: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/focus', summary: 'Tags and questions a workspace offers from the start' })
    .input(inWorkspace)
    .output(z.object({ focus: Focus })),
  update: procedure
    .route({
      method: 'PUT',
      path: '/workspaces/{workspace}/focus',
      summary: 'Change the tags and questions a workspace offers from the start',
    })
    .input(inWorkspace.extend({ focus: Focus }))
    .output(z.object({ focus: Focus })),
}
