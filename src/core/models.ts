import { z } from 'zod'
import type { Contract } from '../contract'
import { AppError, toErrorBody } from '../contract/errors'
import type { Model } from '../contract/models'
import { llmOf, llms } from '../engine/llms'
import type { Llm, LlmSettings } from '../engine/llm'
import type { Handlers } from '../rpc/handlers'
import type { ModelRow } from './catalog/appCatalog'
import type { CoreContext } from './context'
import { discoverServers } from './discoverServers'
import { type EgressUse, isLoopback } from './egress'

/** A model made ready to answer: its runner, its settings with the key, and its way out. */
export interface ReadyModel {
  label: string
  llm: Llm
  settings: LlmSettings
  fetch: typeof globalThis.fetch
}

const secretName = (label: string) => `model:${label.toLowerCase()}`

/** Longest silence of a model before the answer is given up. */
export const modelIdleMs = 60_000

function toModel(row: ModelRow): Model {
  return {
    label: row.label,
    provider: row.provider,
    url: row.url,
    model: row.model,
    local: row.url === null || isLoopback(row.url),
    ...(Object.keys(row.options).length > 0 ? { options: row.options } : {}),
    key: row.hasKey,
  }
}

function find(core: CoreContext, label: string): ModelRow {
  const row = core.app.models.find(label)
  if (!row) throw new AppError('MODEL_NOT_FOUND', `There is no model “${label}”. List the models, or add it first.`)
  return row
}

/** Makes a model ready for a use. Throws MODEL_NOT_FOUND, and EGRESS_BLOCKED where its address is not allowed. */
export async function readyModel(label: string, use: EgressUse, core: CoreContext): Promise<ReadyModel> {
  const row = find(core, label)
  if (row.url) core.egress.check(use, row.url)
  const name = secretName(row.label)
  const key = row.hasKey ? (core.sessionKeys.get(name) ?? (await core.options.secrets.get(name))) : null
  if (row.hasKey && key === null)
    throw new AppError(
      'SECRETS_UNAVAILABLE',
      `The key of “${row.label}” is not there: it was for one session only, or the secret store has lost it. Remove the model and add it again.`,
    )
  return {
    label: row.label,
    llm: withLocal(llmOf(row.provider), core),
    settings: { url: row.url, model: row.model, key, options: row.options },
    fetch: row.url ? core.egress.fetchFor(use, row.url) : refuseFetch,
  }
}

/** A runner that knows the way to models of this machine. */
function withLocal(llm: Llm, { generateWorker }: CoreContext): Llm {
  return {
    ...llm,
    generate: (settings, request, context) => llm.generate(settings, request, { ...context, local: generateWorker.generate }),
  }
}

const refuseFetch: typeof globalThis.fetch = async () => {
  throw new AppError('EGRESS_BLOCKED', 'This model needs no connection, and may not make one.')
}

/** Tells who listens which models can answer. */
export function modelsChanged({ app, hub }: Pick<CoreContext, 'app' | 'hub'>): void {
  hub.publish({ type: 'models.changed', models: app.models.list().map(toModel) })
}

/** The models of the contract. */
export function createModels(core: CoreContext): Handlers<Contract>['models'] {
  const list = () => core.app.models.list().map(toModel)
  const announce = () => modelsChanged(core)
  return {
    list: async () => ({ models: list() }),
    providers: async () => ({
      providers: llms
        .filter((llm) => llm.needsUrl)
        // The kind with the most servers first: a form begins with it, and a typed address most likely is one of them.
        .toSorted((a, b) => b.presets.length - a.presets.length)
        .map((llm) => ({ id: llm.id, label: llm.label, presets: [...llm.presets], schema: schemaOf(llm) })),
      savesKeys: core.options.secrets.available(),
    }),
    discover: async (_input, { signal }) => ({ servers: await discoverServers(core, signal) }),
    add: async ({ key, url: given, keep, options = {}, ...input }) => {
      const llm = llmOf(input.provider)
      // A service has one address; of a kind of server the user says which.
      const url = given ?? (llm.presets.length === 1 ? llm.presets[0]?.url : undefined)
      checkOptions(llm, options)
      if (core.app.models.find(input.label))
        throw new AppError('MODEL_EXISTS', `There is a model “${input.label}” already. Remove it first, or choose another label.`)
      if (llm.needsUrl && !url)
        throw new AppError(
          'BAD_REQUEST',
          `${llm.label} needs an address, for example ${llm.presets[0]?.url ?? 'http://127.0.0.1:8080/v1'}.`,
        )
      const isSaved = keep === 'saved'
      if (key && isSaved && !core.options.secrets.available())
        throw new AppError(
          'SECRETS_UNAVAILABLE',
          'This system offers no safe place for keys, so the key was not saved. Unlock or install a key ring, or keep the key for this session only.',
        )
      if (key && isSaved) await core.options.secrets.set(secretName(input.label), key)
      if (key && !isSaved) core.sessionKeys.set(secretName(input.label), key)
      const row: ModelRow = { ...input, provider: llm.id, url: url ?? null, hasKey: Boolean(key), options }
      core.app.models.insert(row)
      announce()
      return { model: toModel(row) }
    },
    remove: async ({ label }) => {
      const row = find(core, label)
      core.app.models.remove(row.label)
      core.app.workspaces.forgetModel(row.label)
      core.sessionKeys.delete(secretName(row.label))
      await core.options.secrets.remove(secretName(row.label))
      announce()
      return { removed: row.label }
    },
    test: async ({ label }, { signal }) =>
      testModel(await readyModel(label, { purpose: 'test', book: { policy: null, ledger: core.app.egress } }, core), signal),
  }
}

function schemaOf({ options }: Llm): Record<string, unknown> {
  return options ? (z.toJSONSchema(options) as Record<string, unknown>) : {}
}

function checkOptions({ label, options: schema }: Llm, options: Record<string, unknown>): void {
  const checked = (schema ?? z.strictObject({})).safeParse(options)
  if (checked.success) return
  const [issue] = checked.error.issues
  const field = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.')
  throw new AppError('BAD_REQUEST', `${label} cannot be set up so: ${field ?? 'the settings'}: ${issue?.message ?? 'not understood'}.`)
}

async function testModel({ llm, settings, fetch }: ReadyModel, signal: AbortSignal) {
  const started = performance.now()
  const request = {
    question: 'Reply with the word ready.',
    passages: [{ n: 1, text: 'ready' }],
    system: 'You test a connection. Reply with one word.',
    prompt: 'Reply with the word ready.',
    maxOutputTokens: 64,
    temperature: 0,
  }
  let text = ''
  const elapsedMs = () => Math.round(performance.now() - started)
  try {
    for await (const event of llm.generate(settings, request, { signal, fetch, idleTimeoutMs: modelIdleMs })) {
      if (event.type === 'text') text += event.text
    }
    return { ok: true, elapsedMs: elapsedMs(), text: text.trim().slice(0, 500) }
  } catch (error) {
    const { code, message } = toErrorBody(error)
    return { ok: false, elapsedMs: elapsedMs(), code, message }
  }
}
