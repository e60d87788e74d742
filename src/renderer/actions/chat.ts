import type { AskEvent, ErrorBody } from '../../contract'
import { client } from '../client'
import { messagesOf, startPending, useChat, withAskEvents } from '../stores/chat'
import { useDocuments } from '../stores/documents'
import { useLayout } from '../stores/layout'
import { scopeOf, useScope } from '../stores/scope'
import { announce, confirm } from '../stores/notices'
import { currentWorkspace, useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt, messageOf } from './attempt'

/** Pieces of an answer are shown together this often at most. */
const flushMs = 40

let underWay: AbortController | undefined

/** Asks within the checked documents, or all, and within what the filters leave; the answer grows in the chat store. One question at a time. */
export async function ask(question: string): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace || underWay || !question.trim()) return
  const control = new AbortController()
  underWay = control
  useLayout.setState({ zone: 'conversation' })
  useChat.setState({ pending: startPending(question, currentWorkspace(useWorkspaces.getState())?.model ?? null), failure: null })
  announce(t('conversation.announceAsked'))
  const { checked } = useDocuments.getState()
  const { push, flush } = pendingWriter(control.signal)
  try {
    const documents = checked.size ? [...checked] : undefined
    const stream = await client().chat.ask({ workspace, question, documents, ...scopeOf(useScope.getState()) }, { signal: control.signal })
    for await (const event of stream) push(event)
    flush()
    finish()
  } catch (error) {
    flush()
    if (control.signal.aborted) finish()
    else fail(question, error)
  } finally {
    if (underWay === control) underWay = undefined
  }
}

/** Stops the answer under way; what has come so far stays. */
export function stopAnswer(): void {
  underWay?.abort()
}

function pendingWriter(signal: AbortSignal) {
  let events: AskEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const ready = events
    events = []
    if (ready.length) useChat.setState(({ pending }) => (pending ? { pending: withAskEvents(pending, ready) } : {}))
  }
  const push = (event: AskEvent) => {
    if (signal.aborted) return
    events.push(event)
    timer ??= setTimeout(flush, flushMs)
  }
  return { push, flush }
}

function finish(): void {
  const { pending } = useChat.getState()
  if (!pending) return
  announce(
    pending.answer?.error?.message ??
      (pending.answer ? t('conversation.announceAnswered', { count: pending.answer.citations.length }) : t('conversation.announceStopped')),
  )
  useChat.setState(({ messages }) => ({ messages: [...messages, ...messagesOf(pending, new Date())], pending: null }))
}

function fail(question: string, error: unknown): void {
  if (!useChat.getState().pending) return
  const message = messageOf(error)
  announce(message)
  const code = ((error as { code?: unknown }).code ?? 'INTERNAL') as ErrorBody['code']
  useChat.setState({ pending: null, failure: { question, error: { code, message } } })
}

/** Forgets the conversation of the open workspace, after asking. */
export async function clearConversation(): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return
  const yes = await confirm({
    title: t('conversation.clearTitle'),
    body: t('conversation.clearBody'),
    action: t('conversation.clearAction'),
    tone: 'bad',
  })
  if (!yes || !(await attempt(() => client().chat.clear({ workspace })))) return
  useChat.setState({ messages: [], failure: null })
}
