import { create } from 'zustand'
import { type Answer, AnswerStyle, type AskEvent, type Chat, type ChatMessage, type Citation, type ErrorBody } from '../../contract'
import { markerNumbers } from '../answer/markers'

/** A question on its way to an answer. */
export interface Pending {
  /** Its conversation; null until the host has begun a new one. */
  chat: string | null
  question: string
  /** Id of the kept question. */
  questionId?: string
  stage: 'sending' | 'understanding' | 'retrieving' | 'reading' | 'generating' | 'verifying'
  /** The question as it is searched for, where that differs. */
  understood?: string
  /** How far reading whole documents has come, where that is done. */
  reading?: { done: number; total: number; name: string }
  text: string
  /** Label of the model that was asked; null: none. */
  model: string | null
  citations: readonly Citation[]
  /** Set once the answer is whole. */
  answer?: Answer
  message?: string
}

interface ChatState {
  /** The conversations of the workspace: the pinned first, then by their last change. */
  chats: readonly Chat[]
  /** The one that is shown; null: a new one, begun by its first question. */
  chat: string | null
  /** Whether the reader asked for a new one: then it does not follow what another window begins. */
  fresh: boolean
  /** The branch that is shown. */
  messages: readonly ChatMessage[]
  loaded: boolean
  pending: Pending | null
  /** A question that brought no answer and was not kept, and why. */
  failure: { question: string; error: ErrorBody } | null
  suggestions: readonly string[]
  /** The shape of the next answers. */
  style: AnswerStyle
}

/** What is shown of a workspace before anything was read. */
export const emptyChat: Omit<ChatState, 'style'> = {
  chats: [],
  chat: null,
  fresh: false,
  messages: [],
  loaded: false,
  pending: null,
  failure: null,
  suggestions: [],
}

/** Where the window remembers the style of answers. */
export const styleKey = 'carrel.style'

export const useChat = create<ChatState>()(() => ({ ...emptyChat, style: rememberedStyle() }))

/** Whether an answer is being written in the conversation shown that another window, or the command line, asked for. */
export function answeredElsewhere({ chats, chat, pending }: ChatState): boolean {
  return !pending && chats.some(({ id, answering }) => id === chat && answering)
}

function rememberedStyle(): AnswerStyle {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(styleKey)
  return AnswerStyle.safeParse(kept).data ?? 'short'
}

export function startPending(question: string, model: string | null, chat: string | null = null): Pending {
  return { chat, question, stage: 'sending', text: '', model, citations: [] }
}

/** The pending answer after these events; text pieces that came together cost one change. */
export function withAskEvents(pending: Pending, events: readonly AskEvent[]): Pending {
  const next = { ...pending }
  for (const event of events) {
    if (event.type === 'kept') {
      next.chat = event.chat
      next.questionId = event.question
    } else if (event.type === 'stage') {
      next.stage = event.stage
      const { done, total, name = '' } = event
      if (done !== undefined && total !== undefined) next.reading = { done, total, name }
    } else if (event.type === 'understood') next.understood = event.question
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
    ...(pending.understood ? { understood: pending.understood } : {}),
    stopped: true,
  }
  return [
    { id: pending.questionId ?? `${id}-question`, role: 'question', text: pending.question, createdAt },
    { id, role: 'answer', text: answer.answer, answer, createdAt },
  ]
}

/** The conversations with one that is new or has changed, in their order. */
export function withChat(chats: readonly Chat[], chat: Chat): Chat[] {
  return [...chats.filter(({ id }) => id !== chat.id), chat].sort(
    (a, b) => Number(b.pinned) - Number(a.pinned) || b.changedAt.localeCompare(a.changedAt),
  )
}

/** The question under way, where it belongs to the conversation that is shown. */
export function shownPending({ pending, chat }: Pick<ChatState, 'pending' | 'chat'>): Pending | null {
  return pending && pending.chat === chat ? pending : null
}
