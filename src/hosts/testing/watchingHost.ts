import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { Document } from '../../contract/documents'
import { finalJobStates } from '../../contract/jobs'
import type { Watch } from '../../contract/watches'
import { acquireDataLock } from '../../core/dataLock'
import type { HostKind } from '../../core/createCore'
import { type RunningHost, startHost } from '../startHost'

/*
 * Real folders under a real host; what it hears from the system decides when it looks. Each test has a workspace and a folder of its own.
 */

export let folder = ''
export let host: RunningHost
export let workspace = ''
export let files = ''
const logged: object[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-watching-'))
  host = await start('web')
})
afterAll(async () => {
  await host.close()
  expect(logged.filter((line) => 'error' in line)).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
beforeEach(async () => {
  count += 1
  workspace = `w${count}`
  files = join(folder, `files${count}`)
  mkdirSync(files)
  await host.client.workspaces.create({ name: workspace })
})

async function start(kind: HostKind): Promise<RunningHost> {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  return startHost(lock, { data, kind, port: 0, log: (message, details) => void logged.push({ message, ...details }) })
}

/** Starts a host again in place of one that was closed. */
export async function open(kind: HostKind): Promise<void> {
  host = await start(kind)
}

export const write = (name: string, text: string) => {
  mkdirSync(join(files, name, '..'), { recursive: true })
  writeFileSync(join(files, name), text)
}
export const move = (from: string, to: string) => {
  mkdirSync(join(files, to, '..'), { recursive: true })
  renameSync(join(files, from), join(files, to))
}
export const remove = (name: string) => unlinkSync(join(files, name))

export async function ended(job: string | null): Promise<void> {
  if (!job) return
  for await (const next of await host.client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return
}
export async function watchFiles(): Promise<Watch> {
  const { watch, job } = await host.client.watches.add({ workspace, path: files })
  await ended(job)
  return watch
}
/** The documents, without how often they were found: looking at them changes that. */
export const library = async () => (await host.client.documents.list({ workspace })).documents.map(({ use: _use, ...one }) => one)
export const byName = async () => Object.fromEntries((await library()).map((one) => [one.name, one])) as Record<string, Document>
export const theWatch = async () => (await host.client.watches.list({ workspace })).watches[0] as Watch
export const search = async (query: string) =>
  (await host.client.search.query({ workspace, mode: 'keyword', query })).hits.map((hit) => hit.name)

/** Waits until a condition holds, and says what was there instead when it never does. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`it did not happen: ${JSON.stringify([await library(), await theWatch()])}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
export const untilNames = (...names: string[]) =>
  until(async () => {
    const documents = await library()
    return (
      documents.every(({ status }) => status === 'ready') &&
      documents
        .map(({ name }) => name)
        .sort()
        .join() === names.sort().join()
    )
  })
