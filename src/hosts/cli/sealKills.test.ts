import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contract } from '../../contract'
import type { Client } from '../../rpc/connectPort'
import { openHost } from '../openHost'

/*
 * A workspace that is sealed, or opened again, by a command that is killed before any one of its changes of the data folder, of SQLite or of files. The next command
 * must find it whole: open and as it was, or sealed and nowhere else on the disk.
 */

const every = Boolean(process.env.CARREL_LONG)
/** Short runs kill before this many calls of each command, spread over all of them and about the moment the list is changed. */
const fewKills = 3
const canary = 'quokkazephyr'
const passphrase = 'correct horse battery'
const cli = join(import.meta.dirname, '../../../out/main/cli.js')
const killer = pathToFileURL(join(import.meta.dirname, '../testing/killAtCall.mjs')).href

let folder = ''
/** Data folders as they are before a command: with the workspace open, and with it sealed. */
const before = { seal: '', unseal: '' }
let reference: unknown

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-seal-kills-'))
  const files = join(folder, 'files')
  mkdirSync(files)
  for (let n = 0; n < 3; n++) writeFileSync(join(files, `${n}.md`), `# Note ${n}\n\nThe ${canary} of shelf ${n} was seen here.\n`)
  const open = (before.seal = join(folder, 'open'))
  json(open, 'workspace', 'create', 'w')
  json(open, 'add', 'w', files)
  reference = await withHost(open, library)
  before.unseal = join(folder, 'sealed')
  cpSync(open, before.unseal, { recursive: true })
  json(before.unseal, 'workspace', 'seal', 'w', '--password-env', 'PASSPHRASE')
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a workspace', { timeout: 3_600_000 }, () => {
  it.each(['seal', 'unseal'] as const)('is whole after its %s was killed at any step', async (command) => {
    const steps = traceOf(command)
    // The one change of the list: before it the workspace is what it was, after it what it becomes.
    const turn = steps.findIndex((step) => step.startsWith('sql UPDATE workspaces SET sealed_at')) + 1
    expect(turn, steps.join('\n')).toBeGreaterThan(1)
    const states: string[] = []
    for (const at of killsOf(steps.length, turn)) states.push(await killed(command, at))
    expect(new Set(states)).toEqual(new Set(['open', 'sealed']))
    console.info(`${command}: ${states.length} kills of ${steps.length} steps: ${states.join(' ')}`)
  })
})

function killsOf(steps: number, turn: number): number[] {
  const all = Array.from({ length: steps }, (_, i) => i + 1)
  if (every) return all
  const spread = Array.from({ length: fewKills - 2 }, (_, i) => 1 + Math.floor(((i + 0.5) / (fewKills - 2)) * steps))
  return [...new Set([...spread, turn, turn + 1])].sort((a, b) => a - b)
}

/** Runs a command on a copy and gives every change it makes below the data folder. */
function traceOf(command: 'seal' | 'unseal'): string[] {
  const data = copyOf(before[command])
  const trace = join(folder, 'trace')
  const { status, stderr } = run(data, ['workspace', command, 'w', '--password-env', 'PASSPHRASE'], { CARREL_CALLS: trace })
  expect(status, stderr).toBe(0)
  rmSync(data, { recursive: true, force: true })
  return readFileSync(trace, 'utf8').trim().split('\n')
}

/** Kills a command before one of its changes, and looks at what the next host finds. */
async function killed(command: 'seal' | 'unseal', at: number): Promise<string> {
  const data = copyOf(before[command])
  const { signal } = run(data, ['workspace', command, 'w', '--password-env', 'PASSPHRASE'], { CARREL_KILL_AT: String(at) })
  expect(signal, `step ${at}`).toBe('SIGKILL')
  const state = await withHost(data, async (client) => {
    const { workspace } = await client.workspaces.get({ workspace: 'w' })
    if (workspace.sealedAt !== null) {
      await until(() => ['workspaces', 'trash', 'archiving'].every((part) => filesIn(join(data, part)).length === 0))
      const readable = filesIn(data).filter((file) => readFileSync(file).includes(canary))
      if (readable.length > 0) throw new Error(`It can still be read at step ${at}: ${readable.join(', ')}`)
      for await (const _ of await client.seals.unseal({ workspace: 'w', password: passphrase }));
    }
    expect(filesIn(join(data, 'sealed')), `step ${at}`).toEqual([])
    expect(await library(client), `step ${at}`).toEqual(reference)
    const { job } = await client.workspaces.verify({ workspace: 'w' })
    let result: unknown
    for await (const next of await client.jobs.watch({ workspace: 'w', job })) result = next.result
    expect(result, `step ${at}`).toMatchObject({ ok: true, problems: [] })
    return workspace.sealedAt === null ? 'open' : 'sealed'
  })
  rmSync(data, { recursive: true, force: true })
  return state
}

let copies = 0
function copyOf(data: string): string {
  const copy = join(folder, `copy ${copies++}`)
  cpSync(data, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

async function withHost<T>(data: string, work: (client: Client<Contract>) => Promise<T>): Promise<T> {
  const host = await openHost({ data, kind: 'cli', port: 0, log: () => {} })
  try {
    return await work(host.client)
  } finally {
    await host.close()
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let left = 600; !condition(); left--) {
    if (left === 0) throw new Error('it did not happen within 30 seconds')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function library(client: Client<Contract>): Promise<unknown> {
  const listed = (await client.documents.list({ workspace: 'w' })).documents
  // That a search found a document is counted, and looking here is a search.
  const documents = listed.map(({ use: _use, ...one }) => one)
  const { hits } = await client.search.query({ workspace: 'w', query: `${canary} shelf` })
  return { documents, hits: hits.map(({ name, text, score }) => ({ name, text, score })) }
}

function filesIn(place: string): string[] {
  try {
    const entries = readdirSync(place, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}

/** Runs a command; with `more` under the eyes of the killer. */
function run(data: string, args: string[], more?: Record<string, string>) {
  const watched = more && { NODE_OPTIONS: `--import=${killer}`, CARREL_CALLS: join(folder, 'calls'), CARREL_CALLS_BELOW: data, ...more }
  if (watched) writeFileSync(watched.CARREL_CALLS, '')
  return spawnSync(process.execPath, [cli, ...args, '--data', data, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, PASSPHRASE: passphrase, ...watched },
    timeout: 120_000,
  })
}

function json(data: string, ...args: string[]): unknown {
  const { status, stdout, stderr } = run(data, args)
  if (status !== 0) throw new Error(`carrel ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
  return JSON.parse(stdout)
}
