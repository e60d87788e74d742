import { z } from 'zod'
import { procedure } from './base'
import { Workspace } from './workspaces'

/** What became of a deleted workspace: the receipt. */
export const Deletion = z.object({
  id: z.string().describe('Id of the workspace'),
  name: z.string().nullable().describe('null once it is erased: the receipt names nobody'),
  deletedAt: z.string().describe('Since then nothing finds it'),
  eraseAfter: z.string().nullable().describe('It is erased from then on; null: as soon as it can be'),
  begunAt: z.string().nullable().describe('Since then it cannot be taken back; null: it can'),
  erasedAt: z.string().nullable().describe('Since then nothing of it is on the disk; null: being erased'),
  files: z.number().int().describe('Erased so far'),
  bytes: z.number().int().describe('Erased so far'),
  message: z.string().nullable().describe('Why it could not go on; it is tried again by itself'),
})
export type Deletion = z.infer<typeof Deletion>

export const deletions = {
  list: procedure
    .route({ method: 'GET', path: '/deletions', summary: 'Deleted workspaces: what is being erased, and the receipts, newest first' })
    .output(z.object({ deletions: z.array(Deletion) })),
  get: procedure
    .route({ method: 'GET', path: '/deletions/{id}', summary: 'How far the erasing of a deleted workspace is, or its receipt' })
    .input(z.object({ id: z.string().min(1).max(64) }))
    .output(z.object({ deletion: Deletion })),
  cancel: procedure
    .route({
      method: 'POST',
      path: '/deletions/{id}/cancel',
      summary: 'Take a deletion back, until its erasing has begun: the workspace is there again as it was',
    })
    .input(z.object({ id: z.string().min(1).max(200).describe('Id or name of the deleted workspace') }))
    .output(z.object({ workspace: Workspace.describe('Under another name where its own was taken meanwhile') })),
  retry: procedure
    .route({ method: 'POST', path: '/deletions/retry', summary: 'Try again now what could not be erased' })
    .output(z.object({ deletions: z.array(Deletion) })),
}
