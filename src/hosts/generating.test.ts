import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AskEvent } from '../contract/chat'
import { createGenerateWorker, type GenerateLimits } from '../core/workers/generateWorker'
import { makeGguf } from '../engine/llms/llamaCpp/testing/makeGguf'
import { spawnChild } from './spawnChild'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A real llama.cpp in a real worker process; only the weights of the model are random, so what it writes is nonsense. */

const entry = resolve(import.meta.dirname, '../../out/main/worker.js')
const id = 'gguf-00000001'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-generate-'))
  mkdirSync(join(folder, 'models', id), { recursive: true })
  makeGguf(join(folder, 'models', id, 'model.gguf'), { context: 1_024 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const never = new AbortController().signal
const request = { model: id, system: 'Be brief.', prompt: 'When does the lease end?', maxOutputTokens: 12, temperature: 0 }

function worker(limits: Partial<GenerateLimits> = {}) {
  const env = { CARREL_MODELS: join(folder, 'models'), CARREL_THREADS: '1' }
  return createGenerateWorker({ spawn: spawnChild({ env }), entry }, limits)
}

async function answer(generating: ReturnType<typeof worker>, more: Partial<typeof request> = {}, signal = never) {
  const pieces: string[] = []
  let usage = {}
  for await (const event of generating.generate({ ...request, ...more }, signal)) {
    if (event.type === 'text') pieces.push(event.text)
    else usage = event
  }
  return { pieces, text: pieces.join(''), usage }
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen within a minute')
    await new Promise((done) => setTimeout(done, 20))
  }
}
const isAlive = (pid: number) => existsSync(`/proc/${pid}`) || (process.platform !== 'linux' && process.kill(pid, 0))

describe('a model of this machine', { timeout: 240_000 }, () => {
  let shared: ReturnType<typeof worker>
  beforeAll(() => void (shared = worker()))
  afterAll(() => shared.close())

  it('streams, says what it used, and answers the same again from the process that has it loaded', async () => {
    const generating = shared
    expect(generating.pid()).toBeNull()
    const first = await answer(generating)
    const pid = generating.pid()
    expect(pid).toBeGreaterThan(0)
    expect(first.pieces.length).toBeGreaterThan(2)
    expect(first.usage).toMatchObject({ type: 'usage', outputTokens: 12 })
    expect(await answer(generating)).toMatchObject({ text: first.text })
    expect((await answer(generating, { prompt: 'Who signed?' })).text).not.toBe('')
    expect(generating.pid()).toBe(pid)
  })

  it('is stopped within half a second, and answers the next question', async () => {
    const generating = shared
    await answer(generating)
    const stop = new AbortController()
    let stoppedAt = 0
    for await (const event of generating.generate({ ...request, maxOutputTokens: 900 }, stop.signal)) {
      if (event.type === 'text' && stoppedAt === 0) {
        stoppedAt = performance.now()
        stop.abort()
      }
    }
    expect(performance.now() - stoppedAt).toBeLessThan(500)
    expect((await answer(generating)).usage).toMatchObject({ outputTokens: 12 })
    const early = new AbortController()
    early.abort()
    expect(await answer(generating, {}, early.signal)).toMatchObject({ pieces: [] })
  })

  it('that does not stop is ended, and whoever waited for it is answered by another process', async () => {
    const generating = worker({ stopMs: 1 })
    await answer(generating)
    const stop = new AbortController()
    for await (const event of generating.generate({ ...request, maxOutputTokens: 900 }, stop.signal))
      if (event.type === 'text') stop.abort()
    expect((await answer(generating)).usage).toMatchObject({ outputTokens: 12 })
    generating.close()
  })

  it('is freed when nobody asks for a while, and loaded again for the next question', async () => {
    const generating = worker({ idleMs: 300 })
    const first = await answer(generating)
    const pid = generating.pid()!
    await until(() => generating.pid() === null && !isAlive(pid))
    expect((await answer(generating)).text).toBe(first.text)
    expect(generating.pid()).not.toBe(pid)
    generating.close()
  })

  it('that is killed says so, and the next question works', async () => {
    const generating = shared
    await answer(generating)
    const dying = (async () => {
      for await (const event of generating.generate({ ...request, maxOutputTokens: 900 }, never))
        if (event.type === 'text') process.kill(generating.pid()!, 'SIGKILL')
    })()
    await expect(dying).rejects.toMatchObject({ code: 'MODEL_ANSWER', message: expect.stringMatching(/ended unexpectedly.*Ask again/) })
    expect((await answer(generating)).usage).toMatchObject({ outputTokens: 12 })
  })

  it('that says nothing for too long is ended', async () => {
    const generating = worker({ firstMs: 1 })
    await expect(answer(generating)).rejects.toMatchObject({ code: 'MODEL_STALLED' })
    generating.close()
  })

  it('answers two who ask at once, one after the other', async () => {
    const generating = shared
    const [one, two] = await Promise.all([answer(generating), answer(generating, { prompt: 'Who signed?' })])
    expect(one.usage).toMatchObject({ outputTokens: 12 })
    expect(two.usage).toMatchObject({ outputTokens: 12 })
  })

  it('says in a sentence that a question is too long, a file gone, or no model', async () => {
    const generating = shared
    await expect(answer(generating, { prompt: 'word '.repeat(2_000) })).rejects.toMatchObject({
      code: 'MODEL_ANSWER',
      message: expect.stringMatching(/room for/),
    })
    await expect(answer(generating, { model: 'gguf-00000002' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect((await answer(generating)).text).not.toBe('')
  })
})

describe('a language model of a workspace', { timeout: 240_000 }, () => {
  let library: LibraryHost
  beforeAll(async () => {
    library = await openLibraryHost()
  }, 60_000)
  afterAll(async () => library.close())

  it('is taken from a file, answers questions, is stopped, and is gone when it is deleted', async () => {
    const { client } = library.host
    const file = join(folder, 'tiny.gguf')
    makeGguf(file, { layers: 1, hidden: 32, heads: 2, inner: 32 })
    const { model } = await client.localModels.import({ path: file })
    expect(model).toMatchObject({ kind: 'chat', label: 'tiny', state: 'ready' })
    await expect(client.localModels.import({ path: file })).rejects.toMatchObject({ code: 'MODEL_EXISTS' })
    expect((await client.models.list()).models).toEqual([expect.objectContaining({ label: 'tiny', local: true, provider: 'llamaCpp' })])
    await library.add(library.file('lease.md', '# Lease\n\nThe lease ends on 31 March 2027. Notice is ninety days.\n'))
    const ask = async (signal?: AbortSignal, heard: (event: AskEvent) => void = () => {}) => {
      let last: AskEvent | undefined
      const events = await client.chat.ask(
        { workspace: 'w', question: 'When does the lease end?', model: 'tiny', anew: true },
        signal ? { signal } : {},
      )
      for await (const event of events) heard((last = event))
      return last?.type === 'answer' ? last.answer : null
    }
    expect(await ask()).toMatchObject({ model: 'tiny', usage: { outputTokens: expect.any(Number) }, citations: expect.any(Array) })
    const stop = new AbortController()
    const stopped = ask(stop.signal, (event) => event.type === 'text' && stop.abort())
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const pid = library.host.core.workerPids().generate!
    process.kill(pid, 'SIGKILL')
    await until(() => library.host.core.workerPids().generate !== pid)
    expect((await ask())?.error).toBeUndefined()
    expect(await client.models.test({ label: 'tiny' })).toMatchObject({ ok: true })
    await client.localModels.remove({ id: model.id })
    expect((await client.models.list()).models).toEqual([])
    expect(library.host.core.workerPids().generate).toBeNull()
    await expect(client.localModels.import({ path: library.file('no.gguf', 'GGUF, it says') })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
