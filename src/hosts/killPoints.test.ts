import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appMigrations } from '../core/catalog/appCatalog'
import { workspaceMigrations } from '../core/catalog/workspaceSchema'
import { seed } from '../engine/formats/testing/seed'
import { makeOlder } from './testing/olderData'
import { randomNumbers } from './testing/randomNumbers'
import { idle, libraryOf, problemsOf, withHost } from './testing/restart'
import type { RunningHost } from './startHost'

/*
 * One operation, killed at a call that changes something on the disk, of SQLite, LanceDB or the file system: host and workers end there.
 * The next host finds everything in order, and what was asked for can be done. In the long run every call is such a point.
 */

const root = resolve(import.meta.dirname, '../..')
const program = join(root, 'out/main/cli.js')
const guard = pathToFileURL(join(import.meta.dirname, 'testing/killAtCall.mjs')).href
const points = process.env.CARREL_LONG ? Infinity : 1
const password = 'twelve quiet herons'

let folder: string
let before: string
let source: string
const path = (name: string) => join(folder, name)

const text = (about: string, paragraphs: number) =>
  Array.from({ length: paragraphs }, (_, n) => `## Part ${n}\n\nThe ${about} of part ${n} was measured at ${n * 31} paces.\n`).join('\n')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-points-'))
  before = path('before')
  source = path('files')
  mkdirSync(before)
  mkdirSync(source)
  writeFileSync(join(source, 'kept.md'), text('viaduct', 12))
  writeFileSync(join(source, 'changed.md'), text('aqueduct', 12))
  writeFileSync(join(source, 'removed.md'), text('causeway', 12))
  writeFileSync(join(source, 'gone.md'), text('ferry', 3))
  await withHost(before, async (host) => {
    await host.client.workspaces.create({ name: 'w' })
    for (const name of ['gone.md', 'kept.md', 'changed.md', 'removed.md'])
      await host.client.documents.add({ workspace: 'w', sources: [{ kind: 'path', path: join(source, name) }] })
    await idle(host, 'w')
    // Brings the indices up to date.
    await host.client.documents.remove({ workspace: 'w', documents: ['gone.md'] })
    await idle(host, 'w')
    expect(await problemsOf(host, 'w')).toEqual([])
  })
  expect(carrel(before, ['workspace', 'export', 'w', path('w.carrel'), '--password-env', 'WORDS'])).toBe(0)
  writeFileSync(join(source, 'changed.md'), text('funicular', 9))
  writeFileSync(join(source, 'new.md'), text('ropeway', 12))
  console.info(`seed ${seed}: ${points} kills of each operation`)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function carrel(data: string, args: readonly string[]): number | null {
  const env = { ...process.env, WORDS: password }
  return spawnSync(process.execPath, [program, ...args, '--data', data], { env, stdio: 'ignore', timeout: 120_000 }).status
}

/** Runs a command that ends at call `at` of the store, or to its end where it has fewer; gives the calls it made. */
async function killedAt(at: number, data: string, args: readonly string[]): Promise<{ calls: string[]; wasKilled: boolean }> {
  const log = `${data}.calls`
  writeFileSync(log, '')
  const env = {
    ...process.env,
    WORDS: password,
    NODE_OPTIONS: `--import=${guard}`,
    CARREL_CALLS: log,
    CARREL_CALLS_BELOW: data,
    CARREL_KILL_AT: String(at),
  }
  const child = spawn(process.execPath, [program, ...args, '--data', data], { env, stdio: 'ignore' })
  const signal = await new Promise((done) => child.once('exit', (_code, by) => done(by)))
  return { calls: readFileSync(log, 'utf8').trim().split('\n'), wasKilled: signal === 'SIGKILL' }
}

interface Operation {
  args: () => string[]
  /** Makes what the operation needs. */
  prepare?: (data: string) => void
  /** Whether a workspace that was not asked again yet holds what `prepare` has damaged. */
  isDamaged?: boolean
  /** Asks for the operation again, where it was lost with the host that was asked. */
  again: (host: RunningHost) => Promise<unknown>
  /** Names of the workspaces afterwards. */
  workspaces?: string[]
  /** Names of the library of each. */
  names?: string[]
  /** Words, and the documents they are found in. */
  found?: [word: string, names: string[]][]
}

const added =
  (name: string) =>
  ({ client }: RunningHost) =>
    client.documents.add({ workspace: 'w', sources: [{ kind: 'path', path: join(source, name) }] })

const repair: Pick<Operation, 'args' | 'again' | 'isDamaged'> = {
  args: () => ['workspace', 'verify', 'w', '--repair'],
  again: ({ client }) => client.workspaces.verify({ workspace: 'w', repair: true }),
  isDamaged: true,
}

/** Changes a byte in the middle of a file of the index. */
function flip(data: string, fitting: RegExp): void {
  const index = join(homeIn(data), 'index')
  const file = join(
    index,
    readdirSync(index, { recursive: true, encoding: 'utf8' }).find((name) => fitting.test(name))!,
  )
  const bytes = readFileSync(file)
  bytes[bytes.length >> 1]! ^= 0x10
  writeFileSync(file, bytes)
}

async function importAgain({ client }: RunningHost): Promise<void> {
  if ((await client.workspaces.list()).workspaces.length > 1) return
  for await (const event of await client.archives.import({ path: path('w.carrel'), password, name: 'copy' })) void event
}

const operations: Record<string, Operation> = {
  'adding a document': {
    args: () => ['add', 'w', join(source, 'new.md')],
    again: added('new.md'),
    names: ['changed.md', 'kept.md', 'new.md', 'removed.md'],
    found: [['ropeway', ['new.md']]],
  },
  'reading a changed file again': {
    args: () => ['add', 'w', join(source, 'changed.md')],
    again: added('changed.md'),
    found: [
      ['funicular', ['changed.md']],
      ['aqueduct', []],
    ],
  },
  'removing a document': {
    args: () => ['remove', 'w', 'removed.md'],
    again: async ({ client }) => {
      const { documents } = await client.documents.list({ workspace: 'w' })
      if (documents.some((one) => one.name === 'removed.md')) await client.documents.remove({ workspace: 'w', documents: ['removed.md'] })
    },
    names: ['changed.md', 'kept.md'],
    found: [['causeway', []]],
  },
  'building the indices anew': { ...repair, prepare: (data) => flip(data, /_indices.*(?<!metadata)\.lance$/) },
  'making a damaged index again': { ...repair, prepare: (data) => flip(data, /_versions.*manifest$/) },
  'importing an archive': {
    args: () => ['workspace', 'import', path('w.carrel'), '--password-env', 'WORDS', '--name', 'copy'],
    again: importAgain,
    workspaces: ['copy', 'w'],
    found: [['aqueduct', ['changed.md']]],
  },
  'bringing old data up to date': {
    args: () => ['documents', 'w'],
    prepare: (data) => {
      makeOlder(join(homeIn(data), 'workspace.db'), workspaceMigrations, 4)
      makeOlder(join(data, 'app.db'), appMigrations, 1)
      rmSync(join(data, 'backups'), { recursive: true })
    },
    again: ({ client }) => client.documents.list({ workspace: 'w' }),
  },
}

/** Numbers of the calls to end at: all, or some drawn by the seed. */
function chosen(calls: number): number[] {
  const all = Array.from({ length: calls }, (_, i) => i + 1)
  if (points >= calls) return all
  const random = randomNumbers(seed)
  return Array.from({ length: points }, (_, i) => 1 + Math.floor(((i + random()) * calls) / points))
}

async function lookAt(host: RunningHost, { workspaces = ['w'], names, found = [] }: Operation): Promise<void> {
  const listed = (await host.client.workspaces.list()).workspaces.map((one) => one.name.replace(/^Recovered .*/, 'copy')).sort()
  expect(listed).toEqual(workspaces)
  for (const { id } of (await host.client.workspaces.list()).workspaces) {
    await idle(host, id)
    expect(await problemsOf(host, id)).toEqual([])
    const library = (await libraryOf(host, id)).map(({ name, status }) => `${name} ${status}`)
    expect(library).toEqual((names ?? ['changed.md', 'kept.md', 'removed.md']).map((name) => `${name} ready`))
    for (const [word, expected] of [...found, ['viaduct', ['kept.md']] as const]) {
      const { hits } = await host.client.search.query({ workspace: id, query: `"${word}"`, mode: 'keyword', limit: 50 })
      expect([...new Set(hits.map((hit) => hit.name))], word).toEqual(expected)
    }
  }
}

/** Starts a host on what a killed one left, and gives what was not in order. */
async function faultOf(data: string, operation: Operation): Promise<string | null> {
  try {
    await withHost(data, async (host) => {
      for (const { id } of (await host.client.workspaces.list()).workspaces) {
        await idle(host, id)
        const problems = operation.isDamaged ? [] : await problemsOf(host, id)
        expect(problems).toEqual([])
      }
      await operation.again(host)
      await idle(host, 'w')
      await lookAt(host, operation)
    })
    expect(leftBehind(data)).toEqual([])
    return null
  } catch (error) {
    return (error as Error).message
  }
}

describe('a host that is killed while', { timeout: 3_600_000 }, () => {
  // The others take half a minute even at one kill each.
  const these = Object.entries(operations)
  it.each(process.env.CARREL_LONG ? these : these.slice(0, 3))('%s leaves everything in order', async (what, operation) => {
    const fresh = () => {
      const data = path(`data-${what.replaceAll(' ', '-')}`)
      rmSync(data, { recursive: true, force: true })
      cpSync(before, data, { recursive: true })
      operation.prepare?.(data)
      return data
    }
    const { calls } = await killedAt(0, fresh(), operation.args())
    expect(calls.length).toBeGreaterThan(10)
    const faults: string[] = []
    let kills = 0
    for (const at of chosen(calls.length)) {
      const data = fresh()
      const { wasKilled, calls: made } = await killedAt(at, data, operation.args())
      if (wasKilled) kills++
      const fault = await faultOf(data, operation)
      if (fault) faults.push(`call ${at} of ${calls.length}, ${made.at(-1)}: ${fault}`)
    }
    console.info(`${what}: ${kills} kills at ${calls.length} calls, ${faults.length} faults`)
    expect(faults).toEqual([])
    expect(kills).toBeGreaterThan(0)
  })
})

const homeIn = (data: string) => join(data, 'workspaces', readdirSync(join(data, 'workspaces'))[0]!)

/** Files of no document, and marks of a host that was cut short, where every workspace is closed. */
function leftBehind(data: string): string[] {
  const inFolder = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
  const left = inFolder(join(data, 'workspaces')).flatMap((id) => {
    const home = join(data, 'workspaces', id)
    const hashes = new Set(inFolder(join(home, 'sources')))
    const marks = inFolder(home).filter((name) => ['open', 'closing', 'broken', 'restored.json'].includes(name))
    return [...marks, ...inFolder(join(home, 'staging')), ...inFolder(join(home, 'pages')).filter((name) => !hashes.has(name.slice(0, 64)))]
  })
  return [...left, ...inFolder(join(data, 'archiving')), ...inFolder(join(data, 'uploads')), ...inFolder(join(data, 'trash'))]
}
