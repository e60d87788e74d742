import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Answer, AnswerRecord, AnswerStyle, Citation, ReplayedCall, Usage } from './answers'
import { procedure, WorkspaceRef } from './base'
import { Scope } from './scope'
import { TranscriptFormat } from './transcript'

export * from './answers'

/** A conversation, by id or by title. */
const ChatRef = z.string().min(1).max(200).describe('Conversation, by id or title')

const Title = z.string().trim().min(1).max(200)

/** A conversation of a workspace. */
export const Chat = z.object({
  id: z.string(),
  title: z.string().describe('Its first question, until it is renamed'),
  pinned: z.boolean(),
  questions: z.number().int().describe('Questions asked in it, on all branches'),
  createdAt: z.string(),
  changedAt: z.string().describe('When something was asked or answered last'),
  answering: z.boolean().describe('An answer is being written at this moment'),
  found: z.string().optional().describe('Where the words that were searched for stand in it'),
})
export type Chat = z.infer<typeof Chat>

export const ChatMessage = z.object({
  id: z.string(),
  role: z.enum(['question', 'answer']),
  text: z.string(),
  answer: Answer.optional(),
  createdAt: z.string(),
  branches: z
    .array(z.string())
    .optional()
    .describe('Ids of the messages that stand in this place on other branches, and its own, oldest first; absent where there is only one'),
})
export type ChatMessage = z.infer<typeof ChatMessage>

export const AskEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('kept'), chat: z.string(), question: z.string() }).describe('The conversation and the kept question, by id'),
  z.object({ type: z.literal('understood'), question: z.string() }).describe('The follow-up question as it is searched for'),
  z.object({
    type: z.literal('stage'),
    stage: z.enum(['understanding', 'retrieving', 'reading', 'generating', 'verifying']),
    done: z.number().int().optional().describe('Documents or parts read, where many are'),
    total: z.number().int().optional(),
    name: z.string().optional().describe('The one being read'),
  }),
  z.object({ type: z.literal('passages'), citations: z.array(Citation).describe('The passages the model may cite, by number') }),
  z.object({ type: z.literal('text'), text: z.string().describe('The next piece of the answer') }),
  z.object({ type: z.literal('answer'), answer: Answer, message: z.string().optional().describe('Id of the kept message') }),
])
export type AskEvent = z.infer<typeof AskEvent>

const AskInput = Scope.extend({
  workspace: WorkspaceRef,
  question: z.string().trim().min(1).max(8_000),
  model: z.string().nullable().optional().describe('Label of a model; null: none; absent: the workspace’s'),
  style: AnswerStyle.optional(),
  anew: z.boolean().optional().describe('Answer anew, also where the same was asked before and nothing has changed'),
  keep: z.boolean().default(true).describe('Keep question and answer in a conversation'),
  chat: ChatRef.optional().describe('The conversation to go on with; absent: a new one begins'),
  beside: z
    .string()
    .optional()
    .describe(
      'Id of a question of the conversation: in the same words it is answered once more, in others it is asked anew, on a branch beside it',
    ),
})

const asking = {
  ask: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/ask', summary: 'Ask; the answer streams, its last event holds it whole' })
    .input(AskInput)
    .output(eventIterator(AskEvent)),
  stop: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/chats/{chat}/stop',
      summary: 'Stop the answer that is being written in a conversation, whoever asked; what stands there is kept',
    })
    .input(z.object({ workspace: WorkspaceRef, chat: ChatRef }))
    .output(z.object({ stopped: z.boolean().describe('False: no answer was being written') })),
  suggestions: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/suggestions',
      summary: 'Questions to begin with, from what the workspace holds',
    })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ questions: z.array(z.string()) })),
}

const Message = z.object({ workspace: WorkspaceRef, message: z.string().min(1).max(200).describe('Id of a kept answer') })

const answered = {
  next: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/messages/{message}/next',
      summary: 'Questions to go on with after an answer, each of which the sources answer',
    })
    .input(Message)
    .output(z.object({ questions: z.array(z.string()) })),
  record: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/messages/{message}/record',
      summary: 'What was sent for an answer: prompt, passages, model, parameters, tokens, times',
    })
    .input(Message)
    .output(z.object({ record: AnswerRecord })),
  replay: procedure
    .route({
      method: 'POST',
      path: '/workspaces/{workspace}/messages/{message}/replay',
      summary: 'Send the very same prompts once more, to the same model or another; nothing is kept',
    })
    .input(Message.extend({ model: z.string().optional().describe('Label of another model; absent: the same') }))
    .output(
      z.object({
        answer: z.string().describe('Where an answer took several calls: what the last one says, or each document’s under its name'),
        model: z.string(),
        same: z.boolean().describe('Every call was answered as before, word for word'),
        calls: z.array(ReplayedCall),
        usage: Usage.optional(),
        elapsedMs: z.number(),
      }),
    ),
}

const conversations = {
  list: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/chats', summary: 'Conversations: the pinned first, then by their last change' })
    .input(
      z.object({
        workspace: WorkspaceRef,
        query: z.string().max(1_000).optional().describe('Only those that hold all of these words, in title, questions or answers'),
        limit: z.coerce.number().int().positive().max(1_000).default(200),
      }),
    )
    .output(z.object({ chats: z.array(Chat) })),
  messages: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/messages',
      summary: 'A conversation on the branch that was shown last, oldest message first',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        chat: ChatRef.optional().describe('Absent: the one that changed last'),
        limit: z.coerce.number().int().positive().max(1_000).default(200),
      }),
    )
    .output(z.object({ chat: Chat.nullable(), messages: z.array(ChatMessage) })),
  update: procedure
    .route({
      method: 'PATCH',
      path: '/workspaces/{workspace}/chats/{chat}',
      summary: 'Rename or pin a conversation, or go to another branch',
    })
    .input(
      z.object({
        workspace: WorkspaceRef,
        chat: ChatRef,
        title: Title.optional(),
        pinned: z.boolean().optional(),
        branch: z.string().optional().describe('Id of a message: the newest branch that holds it is shown from now on'),
      }),
    )
    .output(z.object({ chat: Chat })),
  export: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/chats/{chat}/export',
      summary: 'A conversation as a file, with its sources listed',
    })
    .input(z.object({ workspace: WorkspaceRef, chat: ChatRef, format: TranscriptFormat.default('md') }))
    .output(
      z.object({
        name: z.string().describe('A file name made from the title'),
        mediaType: z.string(),
        content: z.base64().describe('The bytes'),
      }),
    ),
  delete: procedure
    .route({ method: 'DELETE', path: '/workspaces/{workspace}/chats/{chat}', summary: 'Erase a conversation from the disk' })
    .input(z.object({ workspace: WorkspaceRef, chat: ChatRef }))
    .output(z.object({ deleted: z.object({ id: z.string(), title: z.string() }) })),
  clear: procedure
    .route({ method: 'DELETE', path: '/workspaces/{workspace}/chats', summary: 'Erase all conversations of a workspace' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ cleared: z.number().int().describe('Conversations erased') })),
}

export const chat = { ...asking, ...answered, ...conversations }
