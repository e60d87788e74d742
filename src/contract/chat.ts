import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure, WorkspaceRef } from './base'
import { ErrorBody } from './errors'
import { Box, Place, Span } from './places'
import { Scope } from './scope'

/** A place an answer stands on. */
export const Citation = z.object({
  n: z.number().int().positive().describe('The number in the answer’s markers'),
  document: z.string(),
  name: z.string(),
  page: z.number().int(),
  place: Place,
  quote: z.string().describe('The span of the passage that supports the claim best, as it stands on the page'),
  boxes: z.array(Box),
  spans: z.array(Span),
})
export type Citation = z.infer<typeof Citation>

/** A sentence of an answer with the citations it carries. */
export const Claim = z.object({
  text: z.string(),
  citations: z.array(z.number().int()),
  verified: z.boolean().describe('A supporting quote was found in the text of a cited page'),
  quotes: z
    .array(Citation)
    .optional()
    .describe('Where several claims share a number: the span of the passage that supports this one, if it is not that of the citation'),
})
export type Claim = z.infer<typeof Claim>

export const Usage = z.object({ inputTokens: z.number().optional(), outputTokens: z.number().optional() })
export type Usage = z.infer<typeof Usage>

export const Answer = z.object({
  answer: z.string(),
  claims: z.array(Claim),
  citations: z.array(Citation),
  model: z.string().nullable().describe('Label of the model; null: extracted without one'),
  usage: Usage.optional(),
  timings: z.record(z.string(), z.number()).describe('Milliseconds per stage'),
  note: z.string().optional().describe('What has to be known of the search to understand the answer'),
  stopped: z.boolean().optional().describe('The reader stopped it, or it broke off: what stands here is partial'),
  error: ErrorBody.optional().describe('Why it broke off'),
})
export type Answer = z.infer<typeof Answer>

export const ChatMessage = z.object({
  id: z.string(),
  role: z.enum(['question', 'answer']),
  text: z.string(),
  answer: Answer.optional(),
  createdAt: z.string(),
})
export type ChatMessage = z.infer<typeof ChatMessage>

export const AskEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stage'), stage: z.enum(['retrieving', 'generating', 'verifying']) }),
  z.object({ type: z.literal('passages'), citations: z.array(Citation).describe('The passages the model may cite, by number') }),
  z.object({ type: z.literal('text'), text: z.string().describe('The next piece of the answer') }),
  z.object({ type: z.literal('answer'), answer: Answer, message: z.string().optional().describe('Id of the kept message') }),
])
export type AskEvent = z.infer<typeof AskEvent>

export const chat = {
  ask: procedure
    .route({ method: 'POST', path: '/workspaces/{workspace}/ask', summary: 'Ask; the answer streams, its last event holds it whole' })
    .input(
      Scope.extend({
        workspace: WorkspaceRef,
        question: z.string().trim().min(1).max(8_000),
        model: z.string().nullable().optional().describe('Label of a model; null: none; absent: the workspace’s'),
        keep: z.boolean().default(true).describe('Keep question and answer in the conversation'),
      }),
    )
    .output(eventIterator(AskEvent)),
  messages: procedure
    .route({ method: 'GET', path: '/workspaces/{workspace}/messages', summary: 'The conversation of a workspace, oldest first' })
    .input(z.object({ workspace: WorkspaceRef, limit: z.coerce.number().int().positive().max(1_000).default(200) }))
    .output(z.object({ messages: z.array(ChatMessage) })),
  suggestions: procedure
    .route({
      method: 'GET',
      path: '/workspaces/{workspace}/suggestions',
      summary: 'Questions to begin with, from what the workspace holds',
    })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ questions: z.array(z.string()) })),
  clear: procedure
    .route({ method: 'DELETE', path: '/workspaces/{workspace}/messages', summary: 'Forget the conversation' })
    .input(z.object({ workspace: WorkspaceRef }))
    .output(z.object({ cleared: z.number().int() })),
}
