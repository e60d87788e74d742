import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError, ErrorBody, toErrorBody } from '../../contract/errors'
import type { DownloadProgress } from '../../contract/localModels'
import type { CoreContext } from '../context'
import { offerToAnswer } from './answerers'
import { addressOf, type Catalogue, type CatalogueModel, modelSource } from './catalogue'
import { type Fetched, downloadFile } from './downloadFile'
import { installFetched } from './install'
import { earlierHashes, noteHashes, wholeFiles } from './knownHashes'
import { bytesBelow, requireRoom } from './machine'
import { modelsFolder } from './modelFolders'
import { createRate } from './rate'

/** A download as it is kept beside its parts, so that another host goes on with it. */
const Kept = z.object({ state: z.enum(['running', 'paused', 'failed']), error: ErrorBody.optional() })
type Kept = z.infer<typeof Kept>

export interface DownloadState {
  state: 'waiting' | 'downloading' | 'paused' | 'failed'
  progress: DownloadProgress
  error?: ErrorBody
}

export interface Downloads {
  /** Begins or goes on; one is fetched at a time, the others wait. */
  start(id: string): void
  pause(id: string): void
  /** Ends it and removes what was fetched. */
  cancel(id: string): Promise<void>
  /** Null where nothing of it is here. */
  stateOf(id: string): DownloadState | null
  /** Goes on with what an earlier host was fetching. */
  resume(): void
  /** Ends the connections; what was under way goes on with the next host. */
  close(): Promise<void>
}

/** What is different where a test has no time. */
export interface DownloadPace {
  silenceMs: number
  pauseMs: number
}
const usualPace: DownloadPace = { silenceMs: 30_000, pauseMs: 1_000 }
/** The first look at a file whose length nobody has said: no file of a model that is read whole is larger. */
const mostUnknownBytes = 100e6
/** A file may be so much larger than the catalogue's figure, which is about. */
const slack = 1.5

interface Active {
  model: CatalogueModel
  stop: AbortController
  ended: Promise<void>
}

type Parts = Pick<CoreContext, 'options' | 'egress' | 'app' | 'log' | 'hub'>

/** The downloads of a data folder. `changed` is told of every change. */
export function createDownloads(
  catalogue: Catalogue,
  core: Parts,
  { changed, pace = usualPace }: { changed: (id: string) => void; pace?: DownloadPace },
): Downloads {
  const root = join(modelsFolder(core.options.data), '.downloads')
  const folderOf = (id: string) => join(root, id)
  const waiting: CatalogueModel[] = []
  const progress = new Map<string, DownloadProgress>()
  let active: Active | null = null
  let isClosed = false

  const keep = (id: string, kept: Kept) => {
    mkdirSync(folderOf(id), { recursive: true })
    writeFileSync(join(folderOf(id), 'download.json'), JSON.stringify(kept))
    changed(id)
  }
  const kept = (id: string): Kept | null => {
    const path = join(folderOf(id), 'download.json')
    try {
      return existsSync(path) ? Kept.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
    } catch {
      return { state: 'paused' }
    }
  }
  const pump = () => {
    if (active || isClosed) return
    const model = waiting.shift()
    if (!model) return
    const stop = new AbortController()
    active = { model, stop, ended: work(model, stop.signal) }
  }
  const work = async (model: CatalogueModel, signal: AbortSignal) => {
    const tell = (now: DownloadProgress) => {
      progress.set(model.id, now)
      changed(model.id)
    }
    try {
      await fetchAll(model, folderOf(model.id), { catalogue, core, signal, pace, tell })
      rmSync(folderOf(model.id), { recursive: true, force: true })
      progress.delete(model.id)
    } catch (error) {
      if (!signal.aborted) {
        core.log('a model could not be fetched', { model: model.id, error })
        keep(model.id, { state: 'failed', error: toErrorBody(error) })
      }
    } finally {
      active = null
      changed(model.id)
      pump()
    }
  }
  const take = (id: string) => {
    const at = waiting.findIndex((one) => one.id === id)
    if (at >= 0) waiting.splice(at, 1)
    if (active?.model.id !== id) return Promise.resolve()
    active.stop.abort()
    return active.ended
  }
  const start = (id: string) => {
    const model = catalogue.models.find((one) => one.id === id)
    if (!model) throw new AppError('MODEL_NOT_FOUND', `There is no model “${id}” in the catalogue. List it: carrel model catalogue.`)
    keep(id, { state: 'running' })
    const isActive = active?.model.id === id && !active.stop.signal.aborted
    if (!isActive && !waiting.includes(model)) waiting.push(model)
    pump()
  }
  return {
    start,
    pause: (id) => {
      keep(id, { state: 'paused' })
      void take(id)
    },
    cancel: async (id) => {
      await take(id)
      rmSync(folderOf(id), { recursive: true, force: true })
      progress.delete(id)
      changed(id)
    },
    stateOf: (id) => {
      const noted = kept(id)
      if (!noted) return null
      const isActive = active?.model.id === id && !active.stop.signal.aborted
      const state =
        noted.state === 'running' ? (isActive ? 'downloading' : waiting.some((one) => one.id === id) ? 'waiting' : 'paused') : noted.state
      return { state, progress: progress.get(id) ?? unknownProgress(id, catalogue), ...(noted.error ? { error: noted.error } : {}) }
    },
    resume: () => {
      if (!existsSync(root)) return
      for (const id of readdirSync(root)) if (kept(id)?.state === 'running' && catalogue.models.some((one) => one.id === id)) start(id)
    },
    close: async () => {
      isClosed = true
      active?.stop.abort()
      await active?.ended
    },
  }
}

interface Fetching {
  catalogue: Catalogue
  core: Parts
  signal: AbortSignal
  pace: DownloadPace
  tell: (progress: DownloadProgress) => void
}

async function fetchAll(model: CatalogueModel, folder: string, { catalogue, core, signal, pace, tell }: Fetching): Promise<void> {
  const { data } = core.options
  const coming = join(folder, 'files')
  await requireRoom(folder, model.bytes - (await bytesBelow(coming)))
  const source = modelSource(core.app)
  const fetch = core.egress.forDownloads({ purpose: 'download', book: { policy: null, ledger: core.app.egress } })
  const earlier = earlierHashes(data)
  const whole = wholeFiles(folder)
  const rate = createRate()
  const sizes = new Map<string, { done: number; total: number | null }>()
  const fetched: Fetched[] = []
  for (const file of model.files) {
    const address = addressOf(source, model, file.path)
    const done = (bytes: number, total: number | null) => {
      sizes.set(file.path, { done: bytes, total })
      tell(progressOf(model, file.path, sizes, rate))
    }
    const path = join(coming, file.path)
    const one =
      (existsSync(path) ? whole.get(file.path) : undefined) ??
      (await downloadFile(
        {
          address,
          path,
          bytes: file.bytes,
          sha256: file.sha256 ?? earlier(model, file.path),
          mostBytes: Math.max(mostUnknownBytes, model.bytes * slack),
        },
        { fetch, source, hosts: catalogue.hosts, signal, progress: done, ...pace },
      ))
    whole.add(file.path, one)
    done(one.bytes, one.bytes)
    fetched.push(one)
  }
  try {
    offerToAnswer(await installFetched(coming, model, fetched, data), core)
  } catch (error) {
    // Whole and yet no model: the same files would only fail again.
    rmSync(coming, { recursive: true, force: true })
    throw error
  }
  noteHashes(model, fetched, data)
}

function progressOf(
  model: CatalogueModel,
  file: string,
  sizes: ReadonlyMap<string, { done: number; total: number | null }>,
  rate: ReturnType<typeof createRate>,
): DownloadProgress {
  const done = [...sizes.values()].reduce((sum, one) => sum + one.done, 0)
  // What the servers have said, and for the rest what the catalogue says.
  const said = [...sizes.values()].reduce((sum, one) => sum + (one.total ?? one.done), 0)
  const total = sizes.size === model.files.length ? said : Math.max(said, model.bytes)
  const bytesPerSecond = rate.add(done, performance.now())
  const etaMs = bytesPerSecond ? Math.round(((total - done) / bytesPerSecond) * 1_000) : null
  return { done, total, file, bytesPerSecond, etaMs }
}

function unknownProgress(id: string, catalogue: Catalogue): DownloadProgress {
  const model = catalogue.models.find((one) => one.id === id)
  return { done: 0, total: model?.bytes ?? 0, file: '', bytesPerSecond: null, etaMs: null }
}
