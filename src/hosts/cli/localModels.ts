import type { Contract } from '../../contract'
import { AppError, fromErrorBody } from '../../contract/errors'
import type { LocalModel } from '../../contract/localModels'
import type { Client } from '../../rpc/connectPort'
import { type CommandContext, exitCodes } from './command'
import type { Interruption } from './followJob'
import { readableBytes, readableTime, table } from './output'
import { allowFlags, exactly, usage } from './parseCommand'

type Action = (client: Client<Contract>, words: string[], context: CommandContext) => Promise<number>

const catalogue: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  exactly(words, [])
  const { models, machine } = await client.localModels.list()
  output.result({ models, machine }, () => [
    ...table([
      ['ID', 'KIND', 'SIZE', 'MEMORY', 'LICENCE', 'STATE', 'FOR'],
      ...models.map((one) => [
        one.id,
        one.kind,
        readableBytes(one.bytes),
        one.memoryBytes === null ? '' : readableBytes(one.memoryBytes),
        one.licence ?? '',
        stateOf(one),
        one.purpose || one.label,
      ]),
    ]),
    `On the disk: ${readableBytes(machine.modelBytes)} of models, room for ${readableBytes(machine.freeBytes)}. Memory: ${readableBytes(machine.memoryBytes)}.`,
  ])
  return exitCodes.done
}

const download: Action = async (client, words, context) => {
  const { line, output } = context
  allowFlags(line, 'anyway')
  const [id] = exactly(words, ['The id of the model']) as [string]
  const { model: begun } = await client.localModels.download({ id, anyway: line.flags.anyway ?? false })
  if (begun.state !== 'ready')
    output.note(
      `${begun.label}, about ${readableBytes(begun.bytes)}, licence ${begun.licence}, from ${begun.source}. Nothing of yours is sent there.`,
    )
  const model = begun.state === 'ready' ? begun : await follow(client, id, context)
  output.result({ model }, () => [`${model.label} is here as ${model.installed}. ${useOf(model)}`])
  return exitCodes.done
}

const cancel: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const [id] = exactly(words, ['The id of the model']) as [string]
  const { model } = await client.localModels.cancel({ id })
  output.result({ model }, () => [`Cancelled. What was fetched of ${model.label} is gone.`])
  return exitCodes.done
}

const take: Action = async (client, words, { line, output, resolvePath }) => {
  allowFlags(line, 'label')
  const [path] = exactly(words, ['The model’s path']) as [string]
  const { label } = line.flags
  const { model } = await client.localModels.import({ path: resolvePath(path), ...(label ? { label } : {}) })
  output.result({ model }, () => [`Imported ${model.label} as ${model.installed}. ${useOf(model)}`])
  return exitCodes.done
}

const remove: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  const [id] = exactly(words, ['The id of the model']) as [string]
  const { removed, bytes } = await client.localModels.remove({ id })
  output.result({ removed, bytes }, () => [`Deleted ${removed}: ${readableBytes(bytes)} are free again.`])
  return exitCodes.done
}

const source: Action = async (client, words, { line, output }) => {
  allowFlags(line)
  if (words.length > 1) throw usage('Name one address, or “default”.')
  const [address] = words
  if (address) await client.settings.update({ modelSource: address === 'default' ? null : address })
  const { source: now } = await client.localModels.list()
  output.result({ source: now }, () => [`Models are fetched from ${now}`])
  return exitCodes.done
}

/** What `model` does with models that run on this machine. */
export const localModelActions: Record<string, Action> = { catalogue, download, cancel, import: take, delete: remove, source }

/** Waits for a download while showing how far it is. Ctrl-C holds it; where only this process is ended, it goes on with the next host. */
async function follow(client: Client<Contract>, id: string, { output, signal }: CommandContext): Promise<LocalModel> {
  const leaving = new AbortController()
  const onAbort = () => {
    if ((signal.reason as Interruption) === 'terminated') leaving.abort()
    else client.localModels.pause({ id }).catch(() => leaving.abort())
  }
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  try {
    let model: LocalModel | null = null
    for await (const next of await client.localModels.watch({ id }, { signal: leaving.signal })) {
      model = next
      output.progress(progressLine(next))
    }
    output.progress(null)
    if (model?.state === 'failed') throw model.error ? fromErrorBody(model.error) : new AppError('INTERNAL', 'The download failed.')
    if (model?.state !== 'ready') throw new AppError('CANCELLED', 'Stopped. What was fetched is kept: the same command goes on with it.')
    return model
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function progressLine({ state, progress }: LocalModel): string {
  if (!progress || state === 'waiting') return 'waiting for another download'
  const { done, total, bytesPerSecond, etaMs, file } = progress
  return [
    `${file} ${readableBytes(done)} of ${readableBytes(total)}`,
    ...(bytesPerSecond === null ? [] : [`${readableBytes(bytesPerSecond)}/s`]),
    ...(etaMs === null ? [] : [`${readableTime(etaMs)} left`]),
  ].join(' · ')
}

function stateOf({ state, tooLarge, progress }: LocalModel): string {
  if (state === 'available') return tooLarge ? 'too large for this machine' : 'can be downloaded'
  if (state === 'ready' || !progress?.total) return state
  return `${state}, ${Math.floor((100 * progress.done) / progress.total)} %`
}

function useOf({ kind, label, installed }: LocalModel): string {
  if (kind === 'chat') return `Use it: carrel ask NAME "QUESTION" --model "${label}"`
  if (kind === 'embedding') return `Use it: carrel workspace reindex NAME --embedder ${installed}`
  return `Use it: carrel workspace pipeline NAME --set retrieval.reranker=${installed}`
}
