import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { Client } from '../../rpc/connectPort'
import { type CommandContext, exitCodes } from './command'
import { readableBytes } from './output'
import { allowFlags, exactly, usage } from './parseCommand'

/** One word of `workspace`. */
export type Action = (client: Client<Contract>, words: string[], context: CommandContext) => Promise<number>

/** `workspace export`: seals a workspace into a new file. */
export const exportAction: Action = async (client, words, context) => {
  allowFlags(context.line, 'password-env')
  const [workspace, file] = exactly(words, ['The name of the workspace', 'The file to write']) as [string, string]
  const input = { workspace, path: context.resolvePath(file), password: passwordOf(context) }
  const { archive } = await lastOf(await client.archives.export(input, { signal: context.signal }), context)
  context.output.result({ archive }, () => [
    `Sealed ${archive.files} files into ${archive.path} (${readableBytes(archive.bytes)}), and read them back.`,
  ])
  return exitCodes.done
}

/** `workspace import`: makes a workspace of a sealed file. */
export const importAction: Action = async (client, words, context) => {
  allowFlags(context.line, 'password-env', 'name')
  const [file] = exactly(words, ['The file of the archive']) as [string]
  const { name } = context.line.flags
  const input = { path: context.resolvePath(file), password: passwordOf(context), ...(name === undefined ? {} : { name }) }
  const { workspace } = await lastOf(await client.archives.import(input, { signal: context.signal }), context)
  context.output.result({ workspace: { id: workspace.id, name: workspace.name } }, () => [`Imported ${workspace.name} (${workspace.id})`])
  return exitCodes.done
}

/** The passphrase, from the variable that was named: so it stands in no history of commands. Throws BAD_REQUEST. */
export function passwordOf({ line, environment }: CommandContext): string {
  const variable = line.flags['password-env']
  if (!variable) throw usage('--password-env is missing: the name of the environment variable that holds the passphrase.')
  const password = environment[variable]
  if (!password) throw usage(`The environment variable ${variable} is not set or is empty.`)
  return password
}

interface Progress {
  type: 'progress'
  stage: string
  done: number
  total: number
}

/** Shows progress until the last event, which it gives. Throws CANCELLED where none came; `undone` says what that means. */
export async function lastOf<Event extends Progress | { type: 'done' }>(
  events: AsyncIterable<Event>,
  { output }: CommandContext,
  undone = 'Nothing of it was kept.',
): Promise<Extract<Event, { type: 'done' }>> {
  for await (const event of events) {
    if (event.type === 'done') {
      output.progress(null)
      return event as Extract<Event, { type: 'done' }>
    }
    const { stage, done, total } = event as Progress
    output.progress(total > 0 ? `${stage} ${readableBytes(done)} of ${readableBytes(total)}` : `${stage} …`)
  }
  throw new AppError('CANCELLED', `This was cancelled. ${undone}`)
}
