import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Document } from '../../contract/documents'
import { finalJobStates, type Job, type JobDocument } from '../../contract/jobs'
import { acquireDataLock } from '../../core/dataLock'
import { type HostOptions, type RunningHost, startHost } from '../startHost'

const workspace = 'w'

export type EndedJob = Job & { result: { documents: JobDocument[] } }

/** A real host with real worker processes and one workspace, to put documents into and look at what becomes of them. */
export interface LibraryHost {
  readonly host: RunningHost
  /** The data folder. */
  readonly data: string
  /** Everything the host has logged. */
  readonly logged: object[]
  /** Writes a file to add. */
  file(name: string, content: string | Uint8Array): string
  submit(...paths: string[]): Promise<string>
  ended(job: string): Promise<EndedJob>
  /** Adds files and waits for them; what became of each, by name. */
  add(...paths: string[]): Promise<Record<string, JobDocument>>
  document(name: string): Promise<Document>
  /** Names and statuses of the library. */
  library(): Promise<[string, string][]>
  /** Names of the documents whose passages hold these words. */
  search(words: string): Promise<string[]>
  /** Files below the data folder that hold these bytes. */
  filesWith(bytes: string | Buffer): string[]
  /** Whether nothing is wrong with the workspace. */
  verify(): Promise<unknown>
  until(condition: () => Promise<boolean>): Promise<void>
  close(): Promise<void>
}

type LibraryOptions = Partial<Pick<HostOptions, 'resources' | 'kind' | 'clock'>>

/** `resources`: another folder than that of the checkout; `kind` and `clock` as a host has them. */
export async function openLibraryHost({ resources, kind = 'cli', clock }: LibraryOptions = {}): Promise<LibraryHost> {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-library-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  const logged: object[] = []
  const log = (message: string, details?: object) => void logged.push({ message, ...details })
  const host = await startHost(lock, { data, kind, port: 0, log, ...(clock ? { clock } : {}), ...(resources ? { resources } : {}) })
  const { client } = host
  await client.workspaces.create({ name: workspace })

  const submit = async (...paths: string[]) =>
    (await client.documents.add({ workspace, sources: paths.map((path) => ({ kind: 'path', path })) })).job
  const ended = async (job: string) => {
    for await (const next of await client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return next as EndedJob
    throw new Error('the job ended without saying so')
  }
  return {
    host,
    data,
    logged,
    submit,
    ended,
    file(name, content) {
      const path = join(folder, 'files', name)
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, content)
      return path
    },
    add: async (...paths) => Object.fromEntries((await ended(await submit(...paths))).result.documents.map((one) => [one.name, one])),
    document: async (name) => (await client.documents.get({ workspace, document: name })).document,
    library: async () => (await client.documents.list({ workspace, limit: 10_000 })).documents.map((one) => [one.name, one.status]),
    search: async (query) => [
      ...new Set((await client.search.query({ workspace, query: `"${query}"`, mode: 'keyword' })).hits.map((hit) => hit.name)),
    ],
    filesWith: (bytes) =>
      readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => readFileSync(path).includes(bytes)),
    verify: async () => (await ended((await client.workspaces.verify({ workspace })).job)).result,
    async until(condition) {
      const end = Date.now() + 90_000
      while (!(await condition())) {
        if (Date.now() > end) throw new Error('it did not happen within 90 seconds')
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    },
    async close() {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
