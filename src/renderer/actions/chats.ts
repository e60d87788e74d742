import type { AnswerRecord, AnswerStyle, AppEvent, Chat, TranscriptFormat } from '../../contract'
import { bytesOf } from '../base64'
import { client } from '../client'
import { saveFile } from '../saveFile'
import { styleKey, useChat, withChat } from '../stores/chat'
import { useLayout } from '../stores/layout'
import { confirm, notify } from '../stores/notices'
import { useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'
import { readChat, refreshChat, stopAnswer } from './chat'

const open = () => useWorkspaces.getState().current

/** Shows a conversation. */
export async function openChat(chat: string): Promise<void> {
  useChat.setState({ chat, fresh: false, failure: null, ...(useChat.getState().chat === chat ? {} : { messages: [], loaded: false }) })
  useLayout.setState({ chatsOpen: false, zone: 'conversation' })
  await attempt(() => readChat(chat))
}

/** An empty conversation; it is kept with its first question. */
export function newChat(): void {
  useChat.setState({ chat: null, fresh: true, messages: [], loaded: true, failure: null })
  useLayout.setState(({ questionFocus }) => ({ chatsOpen: false, questionFocus: questionFocus + 1, zone: 'conversation' }))
}

/** Conversations that hold all these words. */
export async function findChats(query: string): Promise<readonly Chat[]> {
  const workspace = open()
  if (!workspace) return []
  return (await attempt(() => client().chat.list({ workspace, query })))?.chats ?? []
}

export async function renameChat(chat: string, title: string): Promise<boolean> {
  return change({ chat, title })
}

export async function pinChat(chat: string, pinned: boolean): Promise<void> {
  await change({ chat, pinned })
}

/** Shows the newest branch that holds a message, in every window. */
export async function showBranch(message: string): Promise<void> {
  const { chat } = useChat.getState()
  if (chat && (await change({ chat, branch: message }))) await attempt(refreshChat)
}

async function change(what: { chat: string; title?: string; pinned?: boolean; branch?: string }): Promise<boolean> {
  const workspace = open()
  if (!workspace) return false
  const changed = await attempt(() => client().chat.update({ workspace, ...what }))
  if (changed) useChat.setState(({ chats }) => ({ chats: withChat(chats, changed.chat) }))
  return changed !== null
}

/** Erases a conversation, after asking. */
export async function deleteChat({ id, title }: Pick<Chat, 'id' | 'title'>): Promise<void> {
  const workspace = open()
  if (!workspace) return
  const yes = await confirm({
    title: t('chats.deleteTitle', { title }),
    body: t('chats.deleteBody'),
    action: t('chats.deleteAction'),
    tone: 'bad',
  })
  if (!yes || !(await attempt(() => client().chat.delete({ workspace, chat: id })))) return
  forgetChats([id])
  notify(t('chats.deleted', { title }))
}

/** Takes conversations that are gone out of sight. */
export function forgetChats(gone: readonly string[]): void {
  const { chat, pending } = useChat.getState()
  if (pending?.chat && gone.includes(pending.chat)) stopAnswer()
  useChat.setState(({ chats }) => ({ chats: chats.filter(({ id }) => !gone.includes(id)) }))
  if (chat && gone.includes(chat)) useChat.setState({ chat: null, fresh: false, messages: [], failure: null })
}

/** What another window, the command line or the interface did to a conversation of this workspace. */
export function applyChatEvent(event: Extract<AppEvent, { type: 'chat.changed' | 'chat.removed' }>): void {
  if (event.workspace !== open()) return
  if (event.type === 'chat.removed') return forgetChats(event.chats)
  useChat.setState(({ chats }) => ({ chats: withChat(chats, event.chat) }))
  const { chat, fresh, pending, loaded } = useChat.getState()
  if (chat === event.chat.id) void refreshChat().catch(() => {})
  else if (chat === null && !fresh && !pending && loaded) void openChat(event.chat.id)
}

/** Chooses the shape of the next answers; the window remembers it. */
export function chooseStyle(style: AnswerStyle): void {
  localStorage.setItem(styleKey, style)
  useChat.setState({ style })
}

/** Questions to go on with after an answer; none where they cannot be had. */
export async function nextQuestions(message: string): Promise<readonly string[]> {
  const workspace = open()
  if (!workspace) return []
  return client()
    .chat.next({ workspace, message })
    .then(
      ({ questions }) => questions,
      () => [],
    )
}

/** What was sent for an answer; null, with a notice, where nothing was noted. */
export async function readRecord(message: string): Promise<AnswerRecord | null> {
  const workspace = open()
  if (!workspace) return null
  return (await attempt(() => client().chat.record({ workspace, message })))?.record ?? null
}

/** Reads the questions to begin with again: the documents are not those they were told from. */
export async function readSuggestions(): Promise<void> {
  const workspace = open()
  if (!workspace) return
  const { questions } = await client().chat.suggestions({ workspace })
  if (open() === workspace) useChat.setState({ suggestions: questions })
}

/** Writes a conversation into a file and hands it to the reader's downloads. */
export async function exportChat(chat: string, format: TranscriptFormat): Promise<void> {
  const workspace = open()
  if (!workspace) return
  const file = await attempt(() => client().chat.export({ workspace, chat, format }))
  if (file) saveFile(file.name, file.mediaType, bytesOf(file.content))
}
