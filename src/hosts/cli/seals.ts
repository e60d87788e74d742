import { type CommandContext, exitCodes } from './command'
import { type Action, lastOf, passwordOf } from './archives'
import { readableBytes } from './output'
import { allowFlags, exactly, usage } from './parseCommand'

/** `workspace seal`: locks a workspace; only its archive stays on the disk. */
export const sealAction: Action = async (client, words, context) => {
  allowFlags(context.line, 'password-env')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const input = { workspace, ...passwordIn(context) }
  const {
    workspace: sealed,
    bytes,
    files,
  } = await lastOf(await client.seals.seal(input, { signal: context.signal }), context, 'Nothing was sealed.')
  const { seal } = await client.seals.get({ workspace: sealed.id })
  context.output.result({ sealed: { id: sealed.id, name: sealed.name, sealedAt: sealed.sealedAt, bytes, path: seal.path } }, () => [
    `Sealed ${sealed.name}: ${seal.path} (${readableBytes(bytes)}), read back. ${files} open files were erased.`,
  ])
  return exitCodes.done
}

/** `workspace unseal`: opens a sealed workspace again. */
export const unsealAction: Action = async (client, words, context) => {
  allowFlags(context.line, 'password-env')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const input = { workspace, password: passwordOf(context) }
  const { workspace: opened, files } = await lastOf(
    await client.seals.unseal(input, { signal: context.signal }),
    context,
    'It stays sealed.',
  )
  context.output.result({ workspace: { id: opened.id, name: opened.name } }, () => [`Opened ${opened.name}: ${files} files.`])
  return exitCodes.done
}

/** `workspace lock-after`: says or sets after how many minutes without use workspaces seal themselves. */
export const lockAfterAction: Action = async (client, words, context) => {
  allowFlags(context.line)
  const [wanted] = words.length === 0 ? [] : exactly(words, ['The number of minutes, or never'])
  if (wanted !== undefined && wanted !== 'never' && !/^[1-9]\d{0,3}$/.test(wanted))
    throw usage(`lock-after takes a number of minutes from 1 to 1440, or never, not “${wanted}”.`)
  const { settings } =
    wanted === undefined
      ? await client.settings.get()
      : await client.settings.update({ lockAfterMinutes: wanted === 'never' ? null : Number(wanted) })
  const minutes = settings.lockAfterMinutes ?? null
  context.output.result({ lockAfterMinutes: minutes }, () => [
    minutes === null
      ? 'Workspaces never seal themselves.'
      : `Workspaces that were opened with their passphrase in a running Carrel seal themselves after ${minutes} minutes without use.`,
  ])
  return exitCodes.done
}

/** The running app may hold the key; a command that is alone always needs the passphrase, and is told so by the host. */
function passwordIn(context: CommandContext): { password?: string } {
  return context.line.flags['password-env'] === undefined ? {} : { password: passwordOf(context) }
}
