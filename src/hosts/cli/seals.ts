import { type CommandContext, exitCodes } from './command'
import { type Action, lastOf, passwordOf } from './archives'
import { readableBytes } from './output'
import { allowFlags, exactly } from './parseCommand'

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

/** The running app may hold the key; a command that is alone always needs the passphrase, and is told so by the host. */
function passwordIn(context: CommandContext): { password?: string } {
  return context.line.flags['password-env'] === undefined ? {} : { password: passwordOf(context) }
}
