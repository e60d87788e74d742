import type { Chat, ChatMessage } from '../../contract/chat'
import { AppError } from '../../contract/errors'
import type { Turn } from '../../engine/answer/followUp'
import { onOneLine } from '../../engine/answer/sentences'
import type { ChatRow, MessageNode, MessageRow } from '../catalog/chatRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

const longestTitle = 80
/** Turns of a conversation a follow-up question is understood by. */
const shownTurns = 3
/** Characters shown around what a search of conversations found. */
const around = 60

/** The conversations whose answers are being written, each with the way to stop it; by workspace and id. */
export type Answering = Map<string, AbortController>

export const answeringKey = (workspace: OpenWorkspace, chat: string) => `${workspace.id}/${chat}`

/** A conversation by id or title. Throws CHAT_NOT_FOUND, also where several have the title. */
export function findChat(workspace: OpenWorkspace, ref: string): ChatRow {
  const [row, ...more] = [workspace.chats.find(ref) ?? workspace.chats.titled(ref)].flat()
  if (row && more.length === 0) return row
  throw new AppError(
    'CHAT_NOT_FOUND',
    row
      ? `Several conversations are called “${ref}”. Name the one you mean by its id.`
      : `There is no conversation “${ref}” in this workspace. List its conversations to see their ids and titles.`,
  )
}

/** A question as the title of its conversation. */
export function titleOf(question: string): string {
  const line = onOneLine(question)
  if (line.length <= longestTitle) return line
  const cut = line.slice(0, longestTitle)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestTitle / 2)).trimEnd()} …`
}

export function toChat(row: ChatRow, workspace: OpenWorkspace, answering: Answering): Chat {
  const { leaf: _leaf, ...chat } = row
  return { ...chat, answering: answering.has(answeringKey(workspace, row.id)) }
}

/** Tells every window that a conversation is not as it was. */
export function announceChat(workspace: OpenWorkspace, id: string, { core, answering }: { core: CoreContext; answering: Answering }): void {
  core.hub.changed(`chat ${workspace.id} ${id}`, () => {
    const row = workspace.db.open ? workspace.chats.find(id) : undefined
    return row ? { type: 'chat.changed', workspace: workspace.id, chat: toChat(row, workspace, answering) } : null
  })
}

/** The messages from the first one to `leaf`, by following what each one answers. */
export function branchTo(leaf: string | null, nodes: readonly MessageNode[]): MessageNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const branch: MessageNode[] = []
  for (let node = byId.get(leaf ?? ''); node; node = byId.get(node.parent ?? '')) {
    byId.delete(node.id)
    branch.unshift(node)
  }
  return branch
}

/** A turn, and the documents its answer is made of. */
export interface KeptTurn extends Turn {
  documents: string[]
}

/** What was asked, as it was understood, and answered on a branch up to a message, the latest turns. */
export function turnsBefore(leaf: string | null, chat: string, workspace: OpenWorkspace): KeptTurn[] {
  const { messages } = workspace.chats
  const branch = branchTo(leaf, messages.nodes(chat)).slice(-2 * shownTurns)
  return branch.flatMap(({ id, role }, i) => {
    const question = messages.find(id)
    const next = branch[i + 1]
    const answer = role === 'question' && next?.role === 'answer' ? messages.find(next.id) : undefined
    if (!question || !answer) return []
    const documents = (answer.answer?.citations ?? []).map((one) => one.document)
    return [{ question: answer.answer?.understood ?? question.text, answer: answer.text, documents }]
  })
}

/** The last message of the newest branch that holds a message. */
export function newestLeaf(id: string, nodes: readonly MessageNode[]): string {
  for (let leaf = id; ;) {
    const next = nodes.findLast((node) => node.parent === leaf)
    if (!next) return leaf
    leaf = next.id
  }
}

/** The messages of the branch that is shown, the last `limit` of them. */
export function shownMessages(row: ChatRow, workspace: OpenWorkspace, limit: number): ChatMessage[] {
  const nodes = workspace.chats.messages.nodes(row.id)
  return branchTo(row.leaf, nodes)
    .slice(-limit)
    .flatMap(({ id, parent }) => {
      const message = workspace.chats.messages.find(id)
      const branches = nodes.filter((node) => node.parent === parent).map((node) => node.id)
      return message ? [toMessage(message, branches)] : []
    })
}

function toMessage({ id, role, text, answer, createdAt }: MessageRow, branches: string[]): ChatMessage {
  return { id, role, text, createdAt, ...(answer ? { answer } : {}), ...(branches.length > 1 ? { branches } : {}) }
}

/** Conversations that hold all words of a query, accents and case aside, each with where one of them stands. */
export function searchChats(rows: readonly ChatRow[], query: string, workspace: OpenWorkspace): { row: ChatRow; found?: string }[] {
  const words = folded(query).split(/\s+/u).filter(Boolean)
  if (words.length === 0) return rows.map((row) => ({ row }))
  const missing = new Map(rows.map((row) => [row.id, new Set(words.filter((word) => !folded(row.title).includes(word)))]))
  const found = new Map<string, { words: number; text: string }>()
  for (const { chat, text } of workspace.chats.messages.texts()) {
    const wanted = missing.get(chat)
    if (!wanted) continue
    const flat = onOneLine(text)
    const plain = folded(flat)
    const held = words.filter((word) => plain.includes(word))
    for (const word of held) wanted.delete(word)
    if (held.length > (found.get(chat)?.words ?? 0))
      found.set(chat, { words: held.length, text: excerpt(flat, plain.length === flat.length ? plain.indexOf(held[0]!) : 0) })
  }
  return rows
    .filter((row) => missing.get(row.id)?.size === 0)
    .map((row) => ({ row, ...(found.has(row.id) ? { found: found.get(row.id)!.text } : {}) }))
}

function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - around)
  const to = Math.min(text.length, at + around * 2)
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}
