import type { Contract } from '../../../contract'
import type { Client } from '../../../rpc/connectPort'
import { type Command, type CommandContext, exitCodes } from '../command'
import { localModelActions } from '../localModels'
import { table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'

type Action = (client: Client<Contract>, words: string[], context: CommandContext) => Promise<number>

const list: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  exactly(words, [])
  const { models } = await client.models.list()
  output.result({ models }, () =>
    models.length === 0
      ? ['No model is set up: answers are taken from the documents word for word.']
      : table([
          ['LABEL', 'PROVIDER', 'MODEL', 'WHERE'],
          ...models.map((one) => [one.label, one.provider, one.model, `${one.local ? 'this machine' : 'remote'} ${one.url ?? ''}`]),
        ]),
  )
  return exitCodes.done
}

const add: Action = async (client, words, { line, output, environment }) => {
  allowFlags(line, 'provider', 'url', 'model', 'key-env', 'session', 'set')
  const [label] = exactly(words, ['The label of the model']) as [string]
  const { provider, url, model, 'key-env': variable } = line.flags
  if (!provider) throw usage('--provider is missing, for example --provider openaiCompatible.')
  if (!model) throw usage('--model is missing: the name of the model as its server knows it.')
  const key = variable ? environment[variable] : undefined
  if (variable && !key) throw usage(`The environment variable ${variable} is not set or is empty.`)
  const added = await client.models.add({
    label,
    provider,
    model,
    ...(url ? { url } : {}),
    ...(line.flags.set ? { options: optionsOf(line.flags.set) } : {}),
    ...(key ? { key, keep: line.flags.session ? 'session' : 'saved' } : {}),
  })
  output.result(added, () => [
    `Added ${added.model.label}${added.model.local ? '' : `: questions and passages will be sent to ${added.model.url}`}`,
  ])
  return exitCodes.done
}

/** Further settings as they are typed: --set inputPrice=3. */
function optionsOf(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=')
      if (!name || value.length === 0) throw usage(`--set takes NAME=VALUE, not “${pair}”.`)
      const text = value.join('=')
      return [name, text !== '' && Number.isFinite(Number(text)) ? Number(text) : text]
    }),
  )
}

const find: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  exactly(words, [])
  const { servers } = await client.models.discover()
  output.result({ servers }, () =>
    servers.length === 0
      ? ['No model server answers on this machine at its usual address.']
      : servers.flatMap(({ label, url, models }) => [`${label} at ${url}`, ...models.map((model) => `  ${model}`)]),
  )
  return exitCodes.done
}

const remove: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const [label] = exactly(words, ['The label of the model']) as [string]
  const { removed } = await client.models.remove({ label })
  output.result({ removed }, () => [`Removed ${removed}`])
  return exitCodes.done
}

const test: Action = async (client, words, { line, output, signal }) => {
  allowFlags(line)
  const [label] = exactly(words, ['The label of the model']) as [string]
  const tested = await client.models.test({ label }, { signal })
  output.result(tested, () => [
    tested.ok ? `${label} answered in ${tested.elapsedMs} ms: ${tested.text}` : `${label} did not answer: ${tested.message}`,
  ])
  return tested.ok ? exitCodes.done : exitCodes.nothingDone
}

const actions: Record<string, Action> = { list, add, find, remove, test, ...localModelActions }

export const command: Command = {
  usage:
    'model list | add LABEL --provider P [--url U] --model M [--key-env VAR [--session]] [--set NAME=VALUE]… | find | remove LABEL | test LABEL | ' +
    'catalogue | download ID [--anyway] | cancel ID | import PATH [--label NAME] | delete ID | source [ADDRESS|default]',
  about: 'Models that answer, and models that run on this machine: recommended ones, downloads, imports',
  processJobs: false,
  looks: ([action]) => action === 'list',
  run: async (client, words, context) => {
    const action = actions[words[0] ?? '']
    if (!action)
      throw usage(words[0] ? `There is no “model ${words[0]}”.` : `Say what to do with models: ${Object.keys(actions).join(', ')}.`)
    return action(client, words.slice(1), context)
  },
}
