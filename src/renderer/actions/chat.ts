import type { AskEvent, ErrorBody } from '../../contract'
import { client } from '../client'
import { answeredElsewhere, messagesOf, type Pending, startPending, useChat, withAskEvents } from '../stores/chat'
import { useDocuments } from '../stores/documents'
import { useLayout } from '../stores/layout'
import { scopeOf, useScope } from '../stores/scope'
import { announce } from '../stores/notices'
import { currentWorkspace, useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt, messageOf } from './attempt'
import { allowedNow } from './egress'

/** Pieces of an answer are shown together this often at most. */
const flushMs = 40

let underWay: AbortController | undefined

/**
 * Asks within the checked documents, or all, and within what the filters leave; the answer grows in the chat store. One question at a time. `beside`: id of the question
 * whose place it takes on a branch of its own, or whose answer, where the words are the same.
 */
export async function ask(question: string, beside?: string): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace || underWay || !question.trim()) return
  const control = new AbortController()
  underWay = control
  useLayout.setState({ zone: 'conversation', chatsOpen: false })
  begin(question, beside)
  announce(t('conversation.announceAsked'))
  const { checked } = useDocuments.getState()
  const { push, flush } = pendingWriter(control.signal)
  let again: Promise<boolean> | undefined
  try {
    const documents = checked.size ? [...checked] : undefined
    const { chat, style } = useChat.getState()
    const within = { documents, ...scopeOf(useScope.getState()) }
    const stream = await client().chat.ask(
      { workspace, question, ...within, chat: chat ?? undefined, beside, style },
      { signal: control.signal },
    )
    for await (const event of stream) push(event)
    flush()
    finish()
  } catch (error) {
    flush()
    if (control.signal.aborted) finish()
    else {
      fail(question, error)
      again = allowedNow(error)
    }
  } finally {
    if (underWay === control) underWay = undefined
  }
  if (await again) await ask(question, beside)
}

function begin(question: string, beside: string | undefined): void {
  const model = currentWorkspace(useWorkspaces.getState())?.model ?? null
  useChat.setState(({ chat, messages }) => {
    const at = messages.findIndex(({ id }) => id === beside)
    return { pending: startPending(question, model, chat), failure: null, messages: at < 0 ? messages : messages.slice(0, at) }
  })
}

/** Stops the answer this window asked for; what has come so far stays. */
export function stopAnswer(): void {
  underWay?.abort()
}

/** Stops the answer under way in the conversation shown, whichever window asked for it. */
export function stopShown(): void {
  const state = useChat.getState()
  const workspace = useWorkspaces.getState().current
  if (underWay) return stopAnswer()
  const { chat } = state
  if (workspace && chat && answeredElsewhere(state)) void attempt(() => client().chat.stop({ workspace, chat }))
}

function pendingWriter(signal: AbortSignal) {
  let events: AskEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const ready = events
    events = []
    if (ready.length) useChat.setState(({ pending, chat }) => (pending ? withEvents(pending, chat, ready) : {}))
  }
  const push = (event: AskEvent) => {
    if (signal.aborted) return
    events.push(event)
    timer ??= setTimeout(flush, flushMs)
  }
  return { push, flush }
}

/** A new conversation is the one that is shown as soon as the host has begun it, unless the reader has gone elsewhere. */
function withEvents(pending: Pending, chat: string | null, events: readonly AskEvent[]) {
  const next = withAskEvents(pending, events)
  return { pending: next, ...(pending.chat === null && chat === null ? { chat: next.chat } : {}) }
}

function finish(): void {
  const { pending } = useChat.getState()
  if (!pending) return
  announce(
    pending.answer?.error?.message ??
      (pending.answer ? t('conversation.announceAnswered', { count: pending.answer.citations.length }) : t('conversation.announceStopped')),
  )
  useChat.setState(({ messages, chat }) => ({
    messages: chat === pending.chat ? [...messages, ...messagesOf(pending, new Date())] : messages,
    pending: null,
  }))
  void refreshChat().catch(() => {})
}

function fail(question: string, error: unknown): void {
  const { pending } = useChat.getState()
  if (!pending) return
  const message = messageOf(error)
  announce(message)
  const code = ((error as { code?: unknown }).code ?? 'INTERNAL') as ErrorBody['code']
  // A question that was kept stands in the conversation with the reason below it.
  useChat.setState({ pending: null, failure: pending.questionId ? null : { question, error: { code, message } } })
  void refreshChat().catch(() => {})
}

/** Reads the conversation that is shown again: another window asked in it, or went to another branch. */
export async function refreshChat(): Promise<void> {
  const { chat } = useChat.getState()
  if (chat) await readChat(chat)
}

/** Reads the branch of a conversation that is shown. While its answer is written here, what this window shows of that is newer. */
export async function readChat(chat: string): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return
  const { messages } = await client().chat.messages({ workspace, chat })
  const state = useChat.getState()
  if (state.chat !== chat || useWorkspaces.getState().current !== workspace) return
  const underWayAt = state.pending?.chat === chat ? messages.findIndex(({ id }) => id === state.pending?.questionId) : -1
  useChat.setState({ messages: underWayAt < 0 ? messages : messages.slice(0, underWayAt), loaded: true })
}
