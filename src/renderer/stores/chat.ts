import { create } from 'zustand'
import type { Answer, AskEvent, ChatMessage, Citation, ErrorBody } from '../../contract'
import { markerNumbers } from '../answer/markers'

/** A question on its way to an answer. */
export interface Pending {
  question: string
  stage: 'sending' | 'retrieving' | 'generating' | 'verifying'
  text: string
  /** Label of the model that was asked; null: none. */
  model: string | null
  citations: readonly Citation[]
  /** Set once the answer is whole. */
  answer?: Answer
  message?: string
}

interface ChatState {
  messages: readonly ChatMessage[]
  loaded: boolean
  pending: Pending | null
  /** A question that brought no answer, and why. */
  failure: { question: string; error: ErrorBody } | null
  suggestions: readonly string[]
}

export const useChat = create<ChatState>()(() => ({ messages: [], loaded: false, pending: null, failure: null, suggestions: [] }))

export function startPending(question: string, model: string | null): Pending {
  return { question, stage: 'sending', text: '', model, citations: [] }
}

/** The pending answer after these events; text pieces that came together cost one change. */
export function withAskEvents(pending: Pending, events: readonly AskEvent[]): Pending {
  const next = { ...pending }
  for (const event of events) {
    if (event.type === 'stage') next.stage = event.stage
    else if (event.type === 'passages') next.citations = event.citations
    else if (event.type === 'text') next.text += event.text
    else {
      next.answer = event.answer
      next.message = event.message
    }
  }
  return next
}

/** The two messages a finished question leaves in the conversation. */
export function messagesOf(pending: Pending, at: Date): ChatMessage[] {
  const createdAt = at.toISOString()
  const id = pending.message ?? `unkept-${createdAt}`
  const answer: Answer = pending.answer ?? {
    answer: pending.text,
    claims: [],
    citations: pending.citations.filter(({ n }) => markerNumbers(pending.text).includes(n)),
    model: pending.model,
    timings: {},
    stopped: true,
  }
  return [
    { id: `${id}-question`, role: 'question', text: pending.question, createdAt },
    { id, role: 'answer', text: answer.answer, answer, createdAt },
  ]
}
