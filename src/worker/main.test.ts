import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { IngestEvent, IngestInput, WorkerContract } from '../contract/worker'
import { childPort } from '../rpc/childPort'
import { connectPort } from '../rpc/connectPort'

/** The bundle that hosts start; the test run builds it before. */
const entry = resolve(import.meta.dirname, '../../out/main/worker.js')

let folder: string
const children: ChildProcess[] = []
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-worker-'))))
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function start() {
  const child = fork(entry, ['ingest'], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  children.push(child)
  return { child, client: connectPort<WorkerContract>(childPort(child)).client }
}

async function trial(instructions: object, extra: Partial<IngestInput> = {}): Promise<IngestInput> {
  const file = join(folder, 'a.carrel-trial')
  await writeFile(file, JSON.stringify({ carrelTrial: instructions }))
  const folders = { pages: join(folder, 'pages'), staging: join(folder, 'staging') }
  return { document: 'd1', name: 'a.carrel-trial', file, sha256: 'a'.repeat(64), ...folders, ocr: 'auto', embedder: 'hash', ...extra }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function pagesRead(events: AsyncIterable<IngestEvent>): Promise<{ fresh: number[]; resumed: number[] }> {
  const pages = { fresh: [] as number[], resumed: [] as number[] }
  for await (const event of events) if (event.type === 'page') pages[event.resumed ? 'resumed' : 'fresh'].push(event.page)
  return pages
}

test('a worker says hello, collects and reads over its pipe', async () => {
  const { client } = start()
  expect((await client.hello()).pid).toBeGreaterThan(0)
  const input = await trial({ pages: 3 })
  const files = []
  const sources = [{ path: input.file }]
  for await (const event of await client.ingest.collect({ sources, into: join(folder, 'sources'), maxFileBytes: 1e6 })) {
    if (event.type === 'files') files.push(...event.files)
  }
  expect(files).toMatchObject([{ name: 'a.carrel-trial' }])
  expect((await pagesRead(await client.ingest.read(input))).fresh).toEqual([1, 2, 3])
})

test('a document that cannot be read is a typed error, and the worker goes on', async () => {
  const { client } = start()
  const missing = await trial({}, { file: join(folder, 'none.pdf') })
  await expect(client.ingest.read(missing).then(pagesRead)).rejects.toMatchObject({ code: 'FILE_MISSING' })
  expect((await pagesRead(await client.ingest.read(await trial({})))).fresh).toEqual([1])
})

test('a reader that dies takes its process with it, and the next one goes on where it was', async () => {
  const { client, child } = start()
  const ended = once(child, 'exit')
  await expect(client.ingest.read(await trial({ pages: 30, msPerPage: 5, crashOnPage: 20 })).then(pagesRead)).rejects.toThrow(
    /connection|lost|closed/i,
  )
  expect((await ended)[1]).toBe('SIGABRT')
  const again = await pagesRead(await start().client.ingest.read(await trial({ pages: 30 })))
  expect(again.resumed).toEqual(Array.from({ length: 19 }, (_, i) => i + 1))
  expect(again.fresh).toEqual(Array.from({ length: 11 }, (_, i) => i + 20))
  expect((await readdir(join(folder, 'pages'))).filter((name) => !name.endsWith('.pages'))).toEqual([])
})

test('a worker ends when its pipe closes, even while it works', async () => {
  const { client, child } = start()
  const reading = client.ingest.read(await trial({ pages: 2, sleep: true })).then(pagesRead)
  reading.catch(() => {})
  await client.hello()
  child.disconnect()
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL')
})

/** What a client sends to ask for a document to be read, so that a host without our code can send it. */
async function requestFor(input: IngestInput): Promise<string> {
  const sent: unknown[] = []
  const port = { send: (message: unknown) => void sent.push(message), onMessage: () => {}, onClose: () => {}, close: () => {} }
  connectPort<WorkerContract>(port)
    .client.ingest.read(input)
    .catch(() => {})
  await expect.poll(() => sent.length).toBeGreaterThan(0)
  return sent[0] as string
}

test.skipIf(process.platform === 'win32')('a worker in an endless loop ends within three seconds of its host', async () => {
  const request = await requestFor(await trial({ spin: true }))
  const host = `
    const child = require('node:child_process').fork(${JSON.stringify(entry)}, { serialization: 'advanced' })
    child.on('message', (message) => String(message).includes('extracting') && setTimeout(() => console.log(child.pid), 500))
    child.send(${JSON.stringify(request)})
  `
  const parent = spawn(process.execPath, ['-e', host], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(parent)
  const pid = Number(String((await once(parent.stdout, 'data'))[0]))
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 3_000, interval: 100 }).toBe(false)
})
