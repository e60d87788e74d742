import type { Contract } from '../../../contract'
import type { Client } from '../../../rpc/connectPort'
import { type Command, type CommandContext, exitCodes } from '../command'
import { readableBytes, table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'

type Action = (client: Client<Contract>, words: string[], context: CommandContext) => Promise<number>

const list: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  exactly(words, [])
  const { embeddings } = await client.embeddings.list()
  output.result({ embeddings }, () =>
    table([
      ['ID', 'LABEL', 'NUMBERS', 'SIZE', 'WHERE'],
      ...embeddings.map((one) => [
        one.id,
        one.label,
        one.dimension ?? '',
        one.bytes === null ? '' : readableBytes(one.bytes),
        one.local ? 'this machine' : 'remote',
      ]),
    ]),
  )
  return exitCodes.done
}

const take: Action = async (client, words, { line, output, resolvePath }) => {
  allowFlags(line, 'label')
  const [path] = exactly(words, ['The folder of the model, or its file in GGUF']) as [string]
  const { label } = line.flags
  const { embedding } = await client.embeddings.import({ path: resolvePath(path), ...(label ? { label } : {}) })
  output.result({ embedding }, () => [
    `Imported ${embedding.label} as ${embedding.id}. Use it: carrel workspace reindex NAME --embedder ${embedding.id}`,
  ])
  return exitCodes.done
}

const remove: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const [id] = exactly(words, ['The id of the embedding']) as [string]
  const { removed } = await client.embeddings.remove({ id })
  output.result({ removed }, () => [`Removed ${removed}`])
  return exitCodes.done
}

const actions: Record<string, Action> = { list, import: take, remove }

export const command: Command = {
  usage: 'embedding list | import FOLDER|FILE.gguf [--label NAME] | remove ID',
  about: 'Models that make vectors: on board, imported from a folder or a file, or by a server that was added as a model',
  processJobs: false,
  run: async (client, words, context) => {
    const action = actions[words[0] ?? '']
    if (!action) throw usage(words[0] ? `There is no “embedding ${words[0]}”.` : 'Say what to do with embeddings: list, import or remove.')
    return action(client, words.slice(1), context)
  },
}
