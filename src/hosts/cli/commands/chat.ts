import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Contract } from '../../../contract'
import type { Chat } from '../../../contract/chat'
import { AppError } from '../../../contract/errors'
import { TranscriptFormat } from '../../../contract/transcript'
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

const stop: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const { stopped } = await client.chat.stop(chatOf(words))
  output.result({ stopped }, () => [stopped ? 'Stopped. What was written by then is kept.' : 'No answer is being written there.'])
  return exitCodes.done
}

const remove: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const { deleted } = await client.chat.delete(chatOf(words))
  output.result({ deleted }, () => [`Deleted ${deleted.title}`])
  return exitCodes.done
}

const exportTo: Action = async (client, words, { line, output, resolvePath }) => {
  allowFlags(line)
  const [workspace, chat, file] = exactly(words, [...named, 'The file to write']) as [string, string, string]
  const format = TranscriptFormat.safeParse(extname(file).slice(1).toLowerCase())
  if (!format.success) throw usage('The name of the file says its kind: .md, .docx or .pdf.')
  const { content } = await client.chat.export({ workspace, chat, format: format.data })
  const path = resolvePath(file)
  await save(path, Buffer.from(content, 'base64'))
  output.result({ file: path, bytes: Buffer.byteLength(content, 'base64') }, () => [`Wrote ${path}`])
  return exitCodes.done
}

const record: Action = async (client, words, { line, output, resolvePath }) => {
  allowFlags(line)
  const [workspace, message, file] = words.length > 2 ? exactly(words, [...answerNamed, 'The file to write']) : exactly(words, answerNamed)
  const found = await client.chat.record({ workspace: workspace!, message: message! })
  if (file !== undefined) await save(resolvePath(file), JSON.stringify(found.record, null, 2))
  output.result(found, () => [file === undefined ? JSON.stringify(found.record, null, 2) : `Wrote ${resolvePath(file)}`])
  return exitCodes.done
}

const replay: Action = async (client, words, { line, output, signal }) => {
  allowFlags(line, 'model')
  const [workspace, message] = exactly(words, answerNamed) as [string, string]
  const { model } = line.flags
  const replayed = await client.chat.replay({ workspace, message, ...(model ? { model } : {}) }, { signal })
  const { calls } = replayed
  const other = calls.filter((call) => !call.same)
  const verdict = calls.length > 1 ? `Of ${calls.length} calls ${calls.length - other.length} were answered as before.` : null
  output.result(replayed, () => [
    replayed.answer,
    '',
    ...other.flatMap(({ of, before, answer }) => [...(of ? [`${of}:`] : []), `- ${before.trim()}`, `+ ${answer.trim()}`, '']),
    verdict ?? (replayed.same ? 'The same answer.' : 'Another answer than the kept one.'),
  ])
  return exitCodes.done
}

async function save(path: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new AppError('FILE_MISSING', `The folder of ${path} does not exist. Create it first.`)
    if (code === 'ENOSPC') throw new AppError('DISK_FULL', `There is no room left for ${path}. Free some space.`)
    throw new AppError('FILE_PERMISSION', `${path} could not be written (${code ?? 'unknown reason'}). Choose another place.`)
  }
}

const answerNamed = ['The name of the workspace', 'The id of the answer']
const named = ['The name of the workspace', 'The id or title of the conversation']

function chatOf(words: string[]): { workspace: string; chat: string } {
  const [workspace, chat] = exactly(words, named) as [string, string]
  return { workspace, chat }
}

const actions: Record<string, Action> = { list, show, rename, pin, stop, delete: remove, export: exportTo, record, replay }

export const command: Command = {
  usage:
    'chat list NAME [--query WORDS] | show NAME CHAT | rename NAME CHAT TITLE | pin NAME CHAT [--off] | stop NAME CHAT | delete NAME CHAT | export NAME CHAT FILE | record NAME ANSWER [FILE] | replay NAME ANSWER [--model M]',
  about:
    'Conversations: list them or search in them, show, rename, pin, stop, erase or export one; what was sent for an answer, and sending it again',
  processJobs: false,
  run: async (client, words, context) => {
    const action = actions[words[0] ?? '']
    if (!action)
      throw usage(
        words[0]
          ? `There is no “chat ${words[0]}”.`
          : 'Say what to do with conversations: list, show, rename, pin, stop, delete, export, record or replay.',
      )
    return action(client, words.slice(1), context)
  },
}
