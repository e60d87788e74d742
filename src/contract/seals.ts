import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ArchiveProgress, NewPassphrase, Passphrase } from './archives'
import { procedure, WorkspaceRef } from './base'
import { Workspace } from './workspaces'

/** Whether a workspace is locked: then it exists on the disk only as its sealed archive. */
export const Seal = z.object({
  sealedAt: z.string().nullable().describe('null: it is open, and its files lie on the disk as they are'),
  bytes: z.number().int().nullable().describe('Size of its archive; null while it is open'),
  path: z.string().nullable().describe('Its archive, which can be copied and imported like any other; null while it is open'),
  keyHeld: z
    .boolean()
    .describe('It was opened with its passphrase since the host began: it can be sealed again without it, and locks itself when idle'),
})
export type Seal = z.infer<typeof Seal>

export const SealEvent = z.discriminatedUnion('type', [
  ArchiveProgress,
  z.object({ type: z.literal('done'), workspace: Workspace, files: z.number().int(), bytes: z.number().int().describe('Of the archive') }),
])
export type SealEvent = z.infer<typeof SealEvent>

export const seals = {
  get: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/seal', summary: 'Whether a workspace is sealed' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ seal: Seal })),
  seal: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/seal',
      summary: 'Lock a workspace: only its encrypted archive stays on the disk; streams, ends when nothing readable is left',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        password: NewPassphrase.optional().describe('Not needed where the host still holds the key it was opened with'),
      }),
    )
    .output(eventIterator(SealEvent)),
  unseal: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/unseal', summary: 'Open a sealed workspace with its passphrase; streams' })
    .input(z.object({ workspace: WorkspaceRef, password: Passphrase }))
    .output(eventIterator(SealEvent)),
  use: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/use', summary: 'Somebody is at work in it: its idle time begins anew' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({})),
}
