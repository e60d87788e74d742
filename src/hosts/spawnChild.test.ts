import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AppError } from '../contract/errors'
import type { WorkerContract } from '../contract/worker'
import { connectPort } from '../rpc/connectPort'
import { isConnectionLost } from '../rpc/errorBorder'
import type { WorkerProcess } from '../rpc/spawnWorker'
import { spawnChild } from './spawnChild'

let folder: string
let entry: string
const running: WorkerProcess[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-worker-'))
  entry = join(folder, 'smallWorker.mjs')
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'fixtures/smallWorker.ts'),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'smallWorker.mjs' } },
    },
  })
})

afterEach(() => running.splice(0).forEach((worker) => worker.kill()))
afterAll(() => rm(folder, { recursive: true, force: true }))

function start(...[options]: Parameters<typeof spawnChild>) {
  const worker = spawnChild(options)(entry, { kind: 'index' })
  running.push(worker)
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => worker.onExit(resolve))
  return { worker, exit, client: connectPort<WorkerContract>(worker.port).client }
}

const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error) => error as AppError,
  )

const inIndex = { index: '/index', embedder: 'none' }

describe('a worker as a child process', () => {
  it('answers the worker contract and tells its number and memory', async () => {
    const { worker, client } = start()
    expect(await client.hello()).toEqual({ pid: worker.pid })
    const bytes = await worker.memory()
    expect(process.platform === 'linux' ? (bytes ?? 0) > 20 * 1024 ** 2 : bytes === null).toBe(true)
  })

  it('gets no more of its surroundings than it needs, and no key', async () => {
    process.env.SECRET_API_KEY = 'must not be seen'
    const { client } = start({ env: { EXTRA: '1' }, execArgv: ['--max-old-space-size=256'] })
    delete process.env.SECRET_API_KEY
    const names: string[] = []
    for await (const event of await client.ingest.collect({ sources: [], into: null, maxFileBytes: 1 })) {
      if (event.type === 'files') names.push(...event.files.map(({ name }) => name))
    }
    expect(names).toEqual(expect.arrayContaining(['PATH', 'EXTRA', 'index', '--max-old-space-size=256']))
    const allowed = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL', 'TZ', 'LANCEDB_LOG', 'RUST_LOG']
    allowed.push('EXTRA', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'index', '--max-old-space-size=256')
    expect(names.filter((name) => !allowed.includes(name))).toEqual([])
  })

  it('lets the message of an unexpected error through to core', async () => {
    const error = await failure(start().client.index.remove({ ...inIndex, documents: [] }))
    expect([error.code, error.message]).toEqual(['INTERNAL', 'a reason for the log of core'])
  })

  it('that is killed fails its calls and tells how it ended', async () => {
    const { worker, exit, client } = start()
    const stream = await client.ingest.read({
      document: 'd',
      name: 'n',
      file: '/f',
      sha256: '',
      pages: '/p',
      staging: '/s',
      ocr: 'auto',
      embedder: 'none',
    })
    const rest = failure(
      (async () => {
        for await (const _event of stream);
      })(),
    )
    worker.kill()
    expect(isConnectionLost(await rest)).toBe(true)
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' })
    expect(await worker.memory()).toBeNull()
    expect(await new Promise((resolve) => worker.onExit(resolve))).toEqual({ code: null, signal: 'SIGKILL' })
    expect(isConnectionLost(await failure(client.hello()))).toBe(true)
  })

  it('that ends by itself tells its code', async () => {
    const { exit, client } = start()
    expect(isConnectionLost(await failure(client.index.write({ ...inIndex, document: 'exit', passagesFile: '/p', fresh: true })))).toBe(
      true,
    )
    expect(await exit).toEqual({ code: 7, signal: null })
  })

  it('whose file is not there fails its calls', async () => {
    const worker = spawnChild()(join(folder, 'none.mjs'))
    const { client } = connectPort<WorkerContract>(worker.port)
    expect(isConnectionLost(await failure(client.hello()))).toBe(true)
    expect(await new Promise((resolve) => worker.onExit(resolve))).toEqual({ code: 1, signal: null })
  })

  it('ends when whoever started it lets go', async () => {
    const { worker, exit, client } = start()
    await client.hello()
    connectPort<WorkerContract>(worker.port).close()
    expect(await exit).toEqual({ code: 0, signal: null })
  })
})
