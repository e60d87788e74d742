import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'

/*
 * How long what is in a workspace is kept. Nothing goes by itself until somebody says so.
 */

const days = (what: string) =>
  z.number().int().min(1).max(36_500).nullable().default(null).describe(`${what}; null: for as long as the workspace is`)

export const RetentionPolicy = z.strictObject({
  documents: days('Days after they were added that documents and their originals are kept'),
  chats: days('Days after their last change that conversations are kept; pinned ones stay'),
  history: days('Days that ended imports, removals and checks are listed'),
  ledger: days('Days that entries of the ledger of connections are kept'),
})
export type RetentionPolicy = z.infer<typeof RetentionPolicy>

export const retentionParts = ['documents', 'chats', 'history', 'ledger'] as const
export type RetentionPart = (typeof retentionParts)[number]

/** Everything is kept. */
export const keepAll: RetentionPolicy = RetentionPolicy.parse({})

/** Something that is kept no longer. */
export const RetentionItem = z.object({
  part: z.enum(retentionParts),
  id: z.string(),
  name: z.string().describe('Name of the document, title of the conversation or job, host of the connection'),
  at: z.string().describe('What its age is counted from'),
})
export type RetentionItem = z.infer<typeof RetentionItem>

/** What went at a time, in numbers: it names nothing. */
export const RetentionReceipt = z.object({
  at: z.string().describe('Since then nothing finds it'),
  erasedAt: z.string().nullable().describe('Since then nothing of it is on the disk; null: being erased'),
  documents: z.number().int(),
  chats: z.number().int(),
  history: z.number().int(),
  ledger: z.number().int(),
  job: z.string().describe('The job that erases it'),
})
export type RetentionReceipt = z.infer<typeof RetentionReceipt>

const inWorkspace = z.object({ workspace: WorkspaceRef })

export const retention = {
  get: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/retention', summary: 'How long what is kept, and the receipts of what went' })
    .input(inWorkspace)
    .output(z.object({ policy: RetentionPolicy, receipts: z.array(RetentionReceipt).describe('The latest 100, newest first') })),
  update: procedure
    .route({ method: 'PUT', path: '/workspaces/{workspace}/retention', summary: 'Change how long what is kept; it goes within a day' })
    .input(inWorkspace.extend({ policy: RetentionPolicy }))
    .output(z.object({ policy: RetentionPolicy })),
  preview: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/retention/preview',
      summary: 'Exactly what would go now, as it is set or as it might be; nothing goes',
    })
    .input(inWorkspace.extend({ policy: RetentionPolicy.optional() }))
    .output(z.object({ items: z.array(RetentionItem) })),
  apply: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/retention/apply',
      summary: 'Erase now what is kept no longer: out of sight at once, off the disk when the job has ended; a job',
      successStatus: 202,
    })
    .input(inWorkspace)
    .output(z.object({ receipt: RetentionReceipt.nullable().describe('null: there was nothing to erase') })),
}
