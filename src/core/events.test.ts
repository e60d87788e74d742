import { describe, expect, it } from 'vitest'
import type { Document } from '../contract/documents'
import type { AppEvent } from '../contract/events'
import { createEventHub } from './events'

const removed = (n: number): AppEvent => ({ type: 'workspace.deleted', workspace: String(n) })

describe('the event hub', () => {
  it('tells a change at most ten times a second, and the latest state wins', async () => {
    const hub = createEventHub()
    const events = hub.subscribe({})
    const started = performance.now()
    let told = 0
    let last: AppEvent | null = null
    let n = 0
    const writer = setInterval(() => {
      n += 1
      hub.changed('one', () => removed(n))
    }, 2)
    while (performance.now() - started < 1_000) {
      last = await events.next()
      told += 1
    }
    clearInterval(writer)
    expect(told).toBeLessThanOrEqual(11)
    expect(told).toBeGreaterThanOrEqual(5)
    expect(last).toEqual(removed(n))
    hub.close()
  })

  it('tells of many documents in several events, none of them long', async () => {
    const hub = createEventHub()
    const events = hub.subscribe({})
    for (let i = 0; i < 600; i++)
      hub.changed(`document ${i}`, () => ({ type: 'documents.changed', workspace: 'w', documents: [{ id: String(i) } as Document] }))
    const lengths: number[] = []
    while (lengths.reduce((sum, one) => sum + one, 0) < 600) {
      const event = await events.next()
      if (event?.type === 'documents.changed') lengths.push(event.documents.length)
    }
    expect(lengths).toEqual([250, 250, 100])
    hub.close()
  })

  it('ends a stream that is aborted or closed, and keeps what was said before', async () => {
    const hub = createEventHub()
    const stop = new AbortController()
    const events = hub.subscribe({ signal: stop.signal })
    hub.publish(removed(1))
    stop.abort()
    hub.publish(removed(2))
    expect(await events.next()).toEqual(removed(1))
    expect(await events.next()).toBeNull()
    hub.close()
  })
})
