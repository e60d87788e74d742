import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import { type LocalServer, startLocalServer } from '../../core/egress/testing/localServer'

const checkout = resolve(import.meta.dirname, '../../..')

/** A model of a catalogue made for a test, and the folder its files are in. */
export interface OfferedModel {
  id: string
  folder: string
  /** What else its entry says. */
  entry: Record<string, unknown>
  files: string[]
  /** Files whose hash the catalogue knows. */
  hashed?: readonly string[]
}

/** Resources as they ship, with another catalogue of models. */
export function makeResources(folder: string, models: readonly OfferedModel[]): string {
  mkdirSync(join(folder, 'models'), { recursive: true })
  for (const name of ['starter', 'samples']) symlinkSync(join(checkout, 'resources', name), join(folder, name))
  const entries = models.map(({ id, folder: from, entry, files, hashed = [] }) => ({
    id,
    label: id,
    purpose: 'To try the whole way.',
    licence: 'Apache-2.0',
    bytes: 100_000,
    memoryBytes: 1_000_000,
    repository: `maker/${id}`,
    revision: 'main',
    ...entry,
    files: files.map((path) => {
      const content = readFileSync(join(from, path))
      return hashed.includes(path) ? { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') } : { path }
    }),
  }))
  writeFileSync(join(folder, 'models', 'catalogue.json'), JSON.stringify({ hosts: ['huggingface.co'], models: entries }))
  return folder
}

/** A second installation beside the checkout: its bundles, and resources of its own. Gives the command line's entry. */
export function makeInstallation(folder: string, models: readonly OfferedModel[]): string {
  cpSync(join(checkout, 'out', 'main'), join(folder, 'out', 'main'), { recursive: true })
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'))
  makeResources(join(folder, 'resources'), models)
  return join(folder, 'out', 'main', 'cli.js')
}

export interface ModelSource extends LocalServer {
  /** May answer by itself; what it leaves is answered as it should be. */
  intercept: ((path: string, request: IncomingMessage, response: ServerResponse, bytes: Buffer) => boolean) | null
}

/** A mirror of Hugging Face on this machine that has the files of some models, answers ranges, and can be told to misbehave. */
export async function startModelSource(models: readonly OfferedModel[]): Promise<ModelSource> {
  const server = await startLocalServer((request, response) => {
    const [, id, path] = /^\/maker\/([^/]+)\/resolve\/main\/(.+)$/.exec(request.url ?? '') ?? []
    const model = models.find((one) => one.id === id)
    if (!model || !path || !model.files.includes(path)) return void response.writeHead(404).end()
    const bytes = readFileSync(join(model.folder, path))
    if (source.intercept?.(path, request, response, bytes)) return
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const isMore = from > 0 && request.headers['if-range'] === etagOf(bytes)
    response.writeHead(isMore ? 206 : 200, {
      etag: etagOf(bytes),
      'content-length': bytes.length - (isMore ? from : 0),
      ...(isMore ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
    })
    response.end(isMore ? bytes.subarray(from) : bytes)
  })
  const source: ModelSource = Object.assign(server, { intercept: null })
  return source
}

/** The mark of a version. */
export function etagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 20)}"`
}
