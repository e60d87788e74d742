import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { abortableStream } from './abortableStream'

describe('an abortable stream', () => {
  it('ends at once on abort, even while its source waits for something else, and tells the source', async () => {
    const aborting = new AbortController()
    let release = () => {}
    let ended = false
    async function* source() {
      try {
        yield 1
        await new Promise<void>((resolve) => (release = resolve))
        yield 2
      } finally {
        ended = true
      }
    }
    const stream = abortableStream(source(), aborting.signal)
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    const waiting = stream.next()
    aborting.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(ended).toBe(false)
    release()
    await expect.poll(() => ended).toBe(true)
  })

  it('whose signal was aborted before gives nothing', async () => {
    async function* source() {
      yield 1
    }
    const events = []
    for await (const event of abortableStream(source(), AbortSignal.abort())) events.push(event)
    expect(events).toEqual([])
  })

  it('passes on the error of its source, once', async () => {
    async function* source() {
      yield 1
      throw new Error('broken')
    }
    const stream = abortableStream(source(), undefined)
    await stream.next()
    await expect(stream.next()).rejects.toThrow('broken')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('that is left runs the finally of its source before return resolves', async () => {
    let ended = false
    async function* source() {
      try {
        yield 1
      } finally {
        ended = true
      }
    }
    for await (const _event of abortableStream(source(), new AbortController().signal)) break
    expect(ended).toBe(true)
  })

  it('lets go of each event once it was taken, however long it stays open', async () => {
    const collectGarbage = exposedGc()
    async function* source() {
      for (;;) yield { bytes: new Uint8Array(1_000) }
    }
    const stream = abortableStream(source(), new AbortController().signal)
    const taken: WeakRef<object>[] = []
    for (let i = 0; i < 50; i++) taken.push(new WeakRef((await stream.next()).value as object))
    await new Promise((resolve) => setTimeout(resolve, 10))
    collectGarbage()
    expect(taken.filter((one) => one.deref() !== undefined).length).toBeLessThan(5)
    await stream.return?.()
  })
})

/** The collector of this process; V8 shows it to contexts made after the flag was set. */
function exposedGc(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
