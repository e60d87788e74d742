import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './base'
import { Chat } from './chat'
import { Deletion } from './deletions'
import { Document } from './documents'
import { Job } from './jobs'
import { LocalModel } from './localModels'
import { Model } from './models'
import { Settings } from './settings'
import { Workspace } from './workspaces'

/** What the host says by itself. Coalesced: at most ten a second for one document or job, the latest state wins. */
export const AppEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }).describe('The stream is live; read the state now, everything after it comes as events'),
  z.object({ type: z.literal('workspace.created'), workspace: Workspace }),
  z.object({ type: z.literal('workspace.changed'), workspace: Workspace }),
  z.object({ type: z.literal('workspace.deleted'), workspace: z.string() }),
  z.object({ type: z.literal('documents.changed'), workspace: z.string(), documents: z.array(Document) }),
  z.object({ type: z.literal('documents.removed'), workspace: z.string(), documents: z.array(z.string()) }),
  z.object({ type: z.literal('job.changed'), job: Job }),
  z.object({ type: z.literal('watches.changed'), workspace: z.string() }).describe('Read the watched folders of the workspace again'),
  z
    .object({ type: z.literal('chat.changed'), workspace: z.string(), chat: Chat })
    .describe('A conversation is new, has other messages, another name or branch'),
  z.object({ type: z.literal('chat.removed'), workspace: z.string(), chats: z.array(z.string()) }),
  z
    .object({ type: z.literal('workspace.restored'), workspace: z.string(), message: z.string() })
    .describe('Its catalogue was damaged and put back from a backup'),
  z
    .object({ type: z.literal('seal.failed'), workspace: z.string(), message: z.string() })
    .describe('A workspace could not lock itself; it is tried again when it was idle for as long once more'),
  z.object({ type: z.literal('deletion.changed'), deletion: Deletion }),
  z.object({ type: z.literal('policy.changed'), workspace: z.string() }).describe('Read the policy of the workspace again'),
  z.object({ type: z.literal('models.changed'), models: z.array(Model) }),
  z.object({ type: z.literal('localModels.changed'), model: LocalModel }),
  z.object({ type: z.literal('settings.changed'), settings: Settings }),
])
export type AppEvent = z.infer<typeof AppEvent>

export const events = {
  watch: procedure
    .route({ method: 'GET', path: '/events', summary: 'Everything that changes, as it changes' })
    .output(eventIterator(AppEvent)),
}
