import type { Contract } from '../../../contract'
import type { OcrMode } from '../../../contract/documents'
import { finalJobStates } from '../../../contract/jobs'
import type { Watch } from '../../../contract/watches'
import type { Client } from '../../../rpc/connectPort'
import { type Command, type CommandContext, exitCodes } from '../command'
import { followJob } from '../followJob'
import { table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'
import type { Added } from './add'

type Action = (client: Client<Contract>, words: string[], context: CommandContext) => Promise<number>

const list: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { watches } = await client.watches.list({ workspace })
  output.result({ watches }, () =>
    watches.length === 0
      ? ['No folder is watched. Watch one: carrel add NAME FOLDER --watch']
      : [
          ...table([
            ['STATE', 'FOLDER', 'DOCUMENTS', 'LOOKED AT'],
            ...watches.map((one) => [one.state, one.path, one.documents, one.lookedAt ?? 'never']),
          ]),
          ...watches.flatMap((one) => [...(one.message ? [one.message] : []), ...(one.pending > 0 ? question(one, workspace) : [])]),
        ],
  )
  return exitCodes.done
}

const remove: Action = async (client, words, context) => {
  const { workspace, watch } = folderOf(words, context)
  const removed = await client.watches.remove({ workspace, watch })
  context.output.result(removed, () => [`${removed.removed} is watched no longer. Its documents stay.`])
  return exitCodes.done
}

const confirm: Action = async (client, words, context) => {
  const { workspace, watch } = folderOf(words, context)
  const answer = await client.watches.confirm({ workspace, watch })
  if (answer.job) await followJob({ workspace, job: answer.job }, { client, output: context.output, signal: context.signal })
  context.output.result(answer, () => [
    answer.job ? 'Removed the documents whose files have vanished.' : 'No document waits for an answer.',
  ])
  return exitCodes.done
}

const keep: Action = async (client, words, context) => {
  const { workspace, watch } = folderOf(words, context)
  const answer = await client.watches.keep({ workspace, watch })
  context.output.result(answer, () => ['Kept the documents whose files have vanished. They follow the folder no longer.'])
  return exitCodes.done
}

/** A folder named by its path, or by the id that `watch list --json` tells. */
function folderOf(words: string[], { line, resolvePath }: CommandContext): { workspace: string; watch: string } {
  allowFlags(line)
  const [workspace, folder] = exactly(words, ['The name of the workspace', 'The watched folder']) as [string, string]
  return { workspace, watch: /^[0-9a-f]{16}$/.test(folder) ? folder : resolvePath(folder) }
}

const actions: Record<string, Action> = { list, remove, confirm, keep }

export const command: Command = {
  usage: 'watch list NAME | remove NAME FOLDER | confirm NAME FOLDER | keep NAME FOLDER',
  about: 'Watched folders: list them, watch one no longer, answer whether vanished documents are removed',
  processJobs: true,
  run: async (client, words, context) => {
    const action = actions[words[0] ?? '']
    if (!action)
      throw usage(words[0] ? `There is no “watch ${words[0]}”.` : 'Say what to do with watched folders: list, remove, confirm or keep.')
    return action(client, words.slice(1), context)
  },
}

interface ToWatch {
  workspace: string
  path: string
  ocr?: OcrMode
}

/** Watches a folder, waits until the library is in step with it, and says what it has to ask. */
export async function watchFolder(input: ToWatch, client: Client<Contract>, { output, signal }: CommandContext): Promise<Added> {
  const { workspace } = input
  const { watch, job } = await client.watches.add(input)
  const added = job ? ((await followJob({ workspace, job }, { client, output, signal })).result as Added) : { documents: [], elapsedMs: 0 }
  await followRemovals(workspace, client, { output, signal })
  const now = (await client.watches.list({ workspace })).watches.find((one) => one.id === watch.id) ?? watch
  if (now.message) output.note(now.message)
  if (now.pending > 0) for (const sentence of question(now, workspace)) output.note(sentence)
  return added
}

/** What is gone from a folder is removed by a job of its own, which a command must not leave half done. */
async function followRemovals(
  workspace: string,
  client: Client<Contract>,
  follow: Pick<CommandContext, 'output' | 'signal'>,
): Promise<void> {
  const { jobs } = await client.jobs.list({ workspace })
  const open = jobs.filter((job) => job.kind === 'remove' && !finalJobStates.includes(job.state))
  for (const { id } of open) await followJob({ workspace, job: id }, { client, ...follow })
}

function question({ path, pending, documents, pendingNames }: Watch, workspace: string): string[] {
  const names = `${pendingNames.slice(0, 3).join(', ')}${pending > 3 ? ' …' : ''}`
  return [
    `${pending} of ${documents} documents have vanished from ${path} (${names}) and were not removed.`,
    `Remove them: carrel watch confirm "${workspace}" "${path}"   Keep them: carrel watch keep "${workspace}" "${path}"`,
  ]
}
