import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { OcrMode } from './documents'

/** ok: the library agreed with the folder when it was last looked at; asking: many files have vanished and are not removed before you say so. */
export const WatchState = z.enum(['ok', 'asking', 'offline']).describe('offline: the folder cannot be looked into; nothing is removed')
export type WatchState = z.infer<typeof WatchState>

/** A folder whose documents follow what lies in it. */
export const Watch = z.object({
  id: z.string(),
  path: z.string(),
  state: WatchState,
  ocr: OcrMode,
  live: z
    .boolean()
    .describe('This host hears of changes as they happen; else they are found when the folder is added again or a host starts'),
  documents: z.number().int().describe('Documents that follow the folder'),
  pending: z.number().int().describe('Documents whose files have vanished, and that wait for an answer'),
  pendingNames: z.array(z.string()).describe('The first of them by name'),
  lookedAt: z.string().nullable().describe('When the folder was last looked through, ISO 8601'),
  message: z.string().optional().describe('What could not be looked into, and what to do'),
})
export type Watch = z.infer<typeof Watch>

const inWatch = z.object({ workspace: WorkspaceRef, watch: z.string().min(1).max(4096).describe('Watched folder, by id or path') })

const withJob = z.object({ watch: Watch, job: z.string().nullable().describe('Job that reads what is new; null where nothing is') })

export const watches = {
  list: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/watches', summary: 'List the watched folders' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ watches: z.array(Watch) })),
  add: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/watches',
      summary: 'Watch a folder: its documents follow what lies in it; one that is watched already is looked through again',
      successStatus: 202,
    })
    .input(z.object({ workspace: WorkspaceRef, path: z.string().min(1).max(4096), ocr: OcrMode.default('auto') }))
    .output(withJob),
  remove: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/watches/remove', summary: 'Watch a folder no longer; its documents stay' })
    .input(inWatch)
    .output(z.object({ removed: z.string().describe('Path of the folder') })),
  confirm: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/watches/confirm',
      summary: 'Remove the documents whose files have vanished; a job',
      successStatus: 202,
    })
    .input(inWatch)
    .output(withJob),
  keep: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/watches/keep',
      summary: 'Keep the documents whose files have vanished; they follow the folder no longer',
    })
    .input(inWatch)
    .output(z.object({ watch: Watch })),
}
