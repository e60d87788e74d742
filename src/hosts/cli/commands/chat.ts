import type { Contract } from '../../../contract'
import type { Chat } from '../../../contract/chat'
import type { Client } from '../../../rpc/connectPort'
import { type Command, type CommandContext, exitCodes } from '../command'
import { table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'

type Action = (client: Client<Contract>, words: string[], context: CommandContext) => Promise<number>

const list: Action = async (client, words, { line, output }) => {
  allowFlags(line, 'query')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { query } = line.flags
  const { chats } = await client.chat.list({ workspace, ...(query ? { query } : {}) })
  output.result({ chats }, () =>
    chats.length === 0
      ? [query ? 'No conversation holds these words.' : 'There is no conversation yet. Begin one: carrel ask NAME "QUESTION" --chat new']
      : table([['ID', 'PINNED', 'QUESTIONS', 'CHANGED', 'TITLE'], ...chats.map(row)]),
  )
  return exitCodes.done
}

const row = ({ id, pinned, questions, changedAt, title, found }: Chat) => [
  id,
  pinned ? 'yes' : '',
  questions,
  changedAt.slice(0, 16).replace('T', ' '),
  `${title}${found ? `: ${found}` : ''}`,
]

const show: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const shown = await client.chat.messages({ ...chatOf(words), limit: 1_000 })
  output.result(shown, () => shown.messages.flatMap(({ role, text }) => [role === 'question' ? `> ${text}` : text, '']))
  return exitCodes.done
}

const rename: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const [workspace, chat, title] = exactly(words, [...named, 'The new title']) as [string, string, string]
  const changed = await client.chat.update({ workspace, chat, title })
  output.result(changed, () => [`Renamed to ${changed.chat.title}`])
  return exitCodes.done
}

const pin: Action = async (client, words, { line, output }) => {
  allowFlags(line, 'off')
  const changed = await client.chat.update({ ...chatOf(words), pinned: !line.flags.off })
  output.result(changed, () => [`${changed.chat.pinned ? 'Pinned' : 'No longer pinned:'} ${changed.chat.title}`])
  return exitCodes.done
}

const remove: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const { deleted } = await client.chat.delete(chatOf(words))
  output.result({ deleted }, () => [`Deleted ${deleted.title}`])
  return exitCodes.done
}

const named = ['The name of the workspace', 'The id or title of the conversation']

function chatOf(words: string[]): { workspace: string; chat: string } {
  const [workspace, chat] = exactly(words, named) as [string, string]
  return { workspace, chat }
}

const actions: Record<string, Action> = { list, show, rename, pin, delete: remove }

export const command: Command = {
  usage: 'chat list NAME [--query WORDS] | show NAME CHAT | rename NAME CHAT TITLE | pin NAME CHAT [--off] | delete NAME CHAT',
  about: 'Conversations: list them or search in them, show, rename, pin or erase one',
  processJobs: false,
  run: async (client, words, context) => {
    const action = actions[words[0] ?? '']
    if (!action)
      throw usage(words[0] ? `There is no “chat ${words[0]}”.` : 'Say what to do with conversations: list, show, rename, pin or delete.')
    return action(client, words.slice(1), context)
  },
}
