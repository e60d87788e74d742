import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract } from '../contract'
import type { Embedding } from '../contract/embeddings'
import { AppError } from '../contract/errors'
import { EmbedAsk, encodeVector } from '../engine/embedders/service/askHost'
import { llmOf } from '../engine/llms'
import type { Handlers } from '../rpc/handlers'
import type { ModelRow } from './catalog/appCatalog'
import type { CoreContext } from './context'
import { isLoopback } from './egress'
import { importModel } from './localModels/importModel'
import { installedModels, modelsFolder, vectorsPrefix } from './localModels/modelFolders'
import { modelIdleMs, readyModel } from './models'
import { preferredEmbedder } from './workspaces/preferredEmbedder'

const starterDimension = 256
/** Longest wait for a service, tries included: somebody waits for a search, and words can be compared without it. */
const longestMs = { query: 8_000, passage: 300_000 }

/** The embeddings of the contract. */
export function createEmbeddings(core: CoreContext): Handlers<Contract>['embeddings'] {
  return {
    list: async () => ({ embeddings: [starter(core), ...imported(core), ...services(core)] }),
    import: async ({ path, label }) => {
      const { id, kind, dimension, bytes, ...model } = await importModel(path, label, core)
      if (kind !== 'embedding')
        throw new AppError('BAD_REQUEST', `This is a ${kind}, and was taken as ${id}. Choose it in the settings of a workspace.`)
      return { embedding: { id, kind: kindOfFolder(id), label: model.label, dimension, bytes, local: true } }
    },
    remove: async ({ id }) => {
      removeEmbedding(id, core)
      return { removed: id }
    },
  }
}

/** Removes an embedding model from the disk. Throws MODEL_NOT_FOUND, and BAD_REQUEST where a workspace is searched with it. */
export function removeEmbedding(id: string, core: CoreContext): void {
  const folder = join(modelsFolder(core.options.data), id)
  if (!existsSync(folder)) throw new AppError('MODEL_NOT_FOUND', `There is no imported model ${id}. List the embeddings.`)
  const user = core.app.workspaces.list().find((one) => {
    if (core.shelf.isShut(one)) return false
    const { embedder, tables } = core.shelf.open(one.id)
    return embedder === id || tables.next() === id
  })
  if (user)
    throw new AppError(
      'BAD_REQUEST',
      `“${user.name}” is searched with this model. Index it with another one first: carrel workspace reindex NAME --embedder starter.`,
    )
  rmSync(folder, { recursive: true, force: true })
}

/** The id of an embedding that may be named by its label or kind as well. Throws MODEL_NOT_FOUND. */
export function embeddingNamed(ref: string, core: CoreContext): string {
  // What a workspace has learnt, and what it had before, are its own: whether they are there, the job finds out.
  if (/^(?:learned|starter)-[0-9a-f]{8}$|^hash$/.test(ref)) return ref
  const known = [starter(core), ...imported(core), ...services(core)]
  const named = known.find(
    (one) => one.id === ref || one.label.toLowerCase() === ref.toLowerCase() || (ref === 'starter' && one.kind === ref),
  )
  if (!named) throw new AppError('MODEL_NOT_FOUND', `There is no embedding “${ref}”. List them: carrel embedding list.`)
  return named.id
}

/** Vectors for a worker by the model of a service; keys and connections stay here. Throws BAD_REQUEST, EMBEDDING_MISMATCH and what the service ends with. */
export async function embedByService(asked: unknown, core: CoreContext): Promise<string[]> {
  const { embedder, use, texts, workspace: folder, documents } = EmbedAsk.parse(asked)
  const workspace = [...core.shelf.opened()].find((one) => one.folder === folder)
  // A worker asks for the workspace it works for; a service that has no table there was never added to it.
  if (!workspace?.tables.all().includes(embedder))
    throw new AppError('EGRESS_BLOCKED', 'Vectors were asked for by a workspace that is not indexed with this service. Nothing was sent.')
  const row = serviceOf(embedder, core)
  if (!row)
    throw new AppError(
      'EMBEDDING_MISMATCH',
      'The model this workspace was indexed with was removed. Add it again with the same address and name, or index the workspace with another one.',
    )
  const { llm, settings, fetch } = await readyModel(
    row.label,
    { purpose: 'embedding', book: workspace.egress, documents: () => documents ?? [] },
    core,
  )
  if (!llm.embed) throw new AppError('EMBEDDING_MISMATCH', `“${row.label}” cannot make vectors.`)
  const signal = AbortSignal.timeout(longestMs[use])
  try {
    return (await llm.embed(settings, texts, { signal, fetch, idleTimeoutMs: Math.min(modelIdleMs, longestMs[use]) })).map(encodeVector)
  } catch (error) {
    if (!signal.aborted) throw error
    throw new AppError('MODEL_STALLED', `“${row.label}” made no vectors within ${longestMs[use] / 1_000} seconds. Look after its server.`, {
      cause: error,
    })
  }
}

/** The address texts are sent to for vectors of an embedder; null where it is none of a service. */
export function addressOfService(embedder: string, core: CoreContext): string | null {
  return serviceOf(embedder, core)?.url ?? null
}

function serviceOf(embedder: string, core: CoreContext): ModelRow | undefined {
  return core.app.models.list().find((one) => idOfService(one) === embedder)
}

function starter(core: CoreContext): Embedding {
  const id = preferredEmbedder(core.options.resources)
  return { id, kind: 'starter', label: 'Starter (on board)', dimension: starterDimension, bytes: null, local: true }
}

function kindOfFolder(id: string): Embedding['kind'] {
  return id.startsWith(`${vectorsPrefix}-`) ? 'llamaCpp' : 'transformers'
}

function imported(core: CoreContext): Embedding[] {
  return installedModels(core.options.data)
    .filter(({ kind }) => kind === 'embedding')
    .map(({ id, label, dimension, bytes }) => ({ id, kind: kindOfFolder(id), label, dimension, bytes, local: true }))
}

/** Every added model whose kind can make vectors; whether this one does, its server knows. */
function services(core: CoreContext): Embedding[] {
  return core.app.models.list().flatMap((row): Embedding[] => {
    if (!llmOf(row.provider).embed) return []
    const local = row.url === null || isLoopback(row.url)
    return [{ id: idOfService(row), kind: 'service', label: row.label, dimension: null, bytes: null, local }]
  })
}

function idOfService({ provider, url, model }: ModelRow): string {
  return `service-${createHash('sha256')
    .update([provider, url ?? '', model].join('\0'))
    .digest('hex')
    .slice(0, 8)}`
}
