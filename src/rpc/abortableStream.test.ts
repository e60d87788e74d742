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
})
