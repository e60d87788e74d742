import { rmSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { LocalModel } from '../../contract/localModels'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { removeEmbedding } from '../embeddings'
import { withdraw } from './answerers'
import { type CatalogueModel, modelSource } from './catalogue'
import { importModel } from './importModel'
import { bytesBelow, freeBytes, requireRoom, tooLargeFor } from './machine'
import { type InstalledModel, installedModels, modelsFolder } from './modelFolders'

/** Says that a model has changed; what is said is its state when the tenth of a second is over. */
export function announceLocalModel(id: string, core: CoreContext): void {
  core.hub.changed(`localModel:${id}`, () => {
    const model = find(id, core)
    return model ? { type: 'localModels.changed', model } : null
  })
}

/** The models for this machine of the contract. */
export function createLocalModels(core: CoreContext): Handlers<Contract>['localModels'] {
  const { data } = core.options
  return {
    list: async () => ({
      models: everyModel(core),
      machine: {
        memoryBytes: totalmem(),
        freeBytes: (await freeBytes(modelsFolder(data))) ?? 0,
        modelBytes: await bytesBelow(modelsFolder(data)),
      },
      source: modelSource(core.app),
    }),
    download: async ({ id, anyway }) => {
      const model = get(id, core)
      const wanted = catalogued(id, core)
      if (!wanted) throw new AppError('BAD_REQUEST', `${model.label} was imported, and is here already.`)
      if (model.state === 'ready') return { model }
      if (model.tooLarge && !anyway)
        throw new AppError('BAD_REQUEST', `${model.label} is too large for this machine. ${model.tooLarge}`, {
          details: { tooLarge: true },
        })
      await requireRoom(modelsFolder(data), wanted.bytes - (model.progress?.done ?? 0))
      core.downloads.start(wanted.id)
      return { model: get(id, core) }
    },
    watch: ({ id }, { signal }) => watch(get(id, core).id, core, signal),
    pause: async ({ id }) => {
      const model = underWay(id, core)
      core.downloads.pause(model.id)
      return { model: get(id, core) }
    },
    cancel: async ({ id }) => {
      const model = underWay(id, core)
      await core.downloads.cancel(model.id)
      return { model: get(id, core) }
    },
    import: async ({ path, label }) => {
      const { id } = await importModel(path, label, core)
      announceLocalModel(id, core)
      return { model: get(id, core) }
    },
    remove: async ({ id }) => {
      const { installed, bytes, kind } = get(id, core)
      if (!installed) throw new AppError('MODEL_NOT_FOUND', `“${id}” is not on the disk. A download that is under way is cancelled.`)
      const before = await bytesBelow(join(modelsFolder(data), installed))
      if (kind === 'embedding') removeEmbedding(installed, core)
      else if (kind === 'reranker') removeReranker(installed, core)
      else removeChat(installed, core)
      announceLocalModel(id, core)
      return { removed: installed, bytes: before || bytes }
    },
  }
}

/** Throws BAD_REQUEST where a workspace ranks with it. */
function removeReranker(id: string, core: CoreContext): void {
  const user = core.app.workspaces
    .list()
    .find((one) => !core.shelf.isShut(one) && core.shelf.open(one.id).pipeline.get().retrieval.reranker === id)
  if (user)
    throw new AppError(
      'BAD_REQUEST',
      `“${user.name}” ranks with this model. Choose none first: carrel workspace pipeline NAME --set retrieval.reranker=none.`,
    )
  rmSync(join(modelsFolder(core.options.data), id), { recursive: true, force: true })
}

/** What answers with it now is ended: its file is open. */
function removeChat(id: string, core: CoreContext): void {
  withdraw(id, core)
  core.generateWorker.close()
  rmSync(join(modelsFolder(core.options.data), id), { recursive: true, force: true })
}

async function* watch(id: string, core: CoreContext, signal: AbortSignal): AsyncGenerator<LocalModel> {
  const events = core.hub.subscribe({ signal, only: (event) => event.type === 'localModels.changed' && event.model.id === id })
  const isMoving = ({ state }: LocalModel) => state === 'waiting' || state === 'downloading'
  try {
    let model = get(id, core)
    yield model
    while (isMoving(model)) {
      const event = await events.next()
      if (event?.type !== 'localModels.changed') return
      model = event.model
      yield model
    }
  } finally {
    events.close()
  }
}

function catalogued(id: string, core: CoreContext): CatalogueModel | undefined {
  return core.modelCatalogue.models.find((one) => one.id === id)
}

function everyModel(core: CoreContext): LocalModel[] {
  const installed = installedModels(core.options.data)
  const known = core.modelCatalogue.models.map((model) =>
    ofCatalogue(
      model,
      installed.find((one) => one.catalogue === model.id),
      core,
    ),
  )
  const own = installed.filter((one) => !core.modelCatalogue.models.some(({ id }) => id === one.catalogue))
  return [...known, ...own.map(imported)]
}

function ofCatalogue(model: CatalogueModel, installed: InstalledModel | undefined, core: CoreContext): LocalModel {
  const download = installed ? null : core.downloads.stateOf(model.id)
  const { host } = new URL(modelSource(core.app))
  return {
    id: model.id,
    kind: model.kind,
    label: model.label,
    purpose: model.purpose,
    licence: model.licence,
    source: `${host}/${model.repository}`,
    bytes: installed?.bytes ?? model.bytes,
    memoryBytes: model.memoryBytes,
    dimension: installed?.dimension ?? model.dimension ?? null,
    state: installed ? 'ready' : (download?.state ?? 'available'),
    installed: installed?.id ?? null,
    tooLarge: tooLargeFor(model.memoryBytes),
    checked: installed?.checked ?? null,
    ...(download ? { progress: download.progress } : {}),
    ...(download?.error ? { error: download.error } : {}),
  }
}

function imported({ id, kind, label, bytes, dimension }: InstalledModel): LocalModel {
  return {
    id,
    kind,
    label,
    purpose: '',
    licence: null,
    source: null,
    bytes,
    memoryBytes: null,
    dimension,
    state: 'ready',
    installed: id,
    tooLarge: null,
    checked: null,
  }
}

/** A model by its id, or by the name of its folder. */
function find(id: string, core: CoreContext): LocalModel | undefined {
  const all = everyModel(core)
  return all.find((one) => one.id === id) ?? all.find((one) => one.installed === id)
}

function get(id: string, core: CoreContext): LocalModel {
  const model = find(id, core)
  if (!model) throw new AppError('MODEL_NOT_FOUND', `There is no model “${id}” for this machine. List them: carrel model catalogue.`)
  return model
}

function underWay(id: string, core: CoreContext): LocalModel {
  const model = get(id, core)
  if (!model.progress) throw new AppError('JOB_STATE', `${model.label} is not being fetched.`)
  return model
}
