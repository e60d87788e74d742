import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../contract/errors'
import { startTrialHost, type TrialHost } from './fixtures/trialHost'

let trial: TrialHost

beforeEach(async () => {
  trial = await startTrialHost()
})

afterEach(() => trial.stop())

const ask = (path: string, init?: RequestInit) => trial.ask(path, init)

const soon = (value: () => unknown) => expect.poll(value as never, { timeout: 3_000, interval: 10 })

describe('under load', () => {
  it('100 requests at once, good, bad and broken off, are all answered, and no connection stays', async () => {
    const one = async (index: number): Promise<number> => {
      const kind = index % 5
      if (kind === 0) return (await ask('/api/workspaces')).status
      if (kind === 1) return (await fetch(`${trial.host.address}/api/workspaces`)).status
      if (kind === 2)
        return (await ask('/api/workspaces', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })).status
      if (kind === 3) return (await ask('/files/w/letter.pdf')).status
      const leaving = new AbortController()
      const answer = await ask('/api/events', { signal: leaving.signal })
      leaving.abort()
      return answer.status
    }
    const statuses = await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)))
    expect([200, 401, 400].map((status) => statuses.filter((one) => one === status).length)).toEqual([60, 20, 20])
    await soon(() => trial.core.open()).toBe(0)
    expect(trial.written.filter((line) => line.includes('unexpectedly'))).toEqual([])
  })

  it('the 201st request at once is told to come back, and finds room when another has left', async () => {
    const leaving = Array.from({ length: 200 }, () => new AbortController())
    await Promise.all(leaving.map(({ signal }) => ask('/api/events', { signal })))
    expect(trial.core.open()).toBe(200)
    const refused = await ask('/api/workspaces')
    expect([refused.status, refused.headers.get('retry-after'), ((await refused.json()) as AppError).code]).toEqual([503, '1', 'BUSY'])
    leaving[0]?.abort()
    await soon(async () => (await ask('/api/workspaces')).status).toBe(200)
    leaving.forEach((one) => one.abort())
    await soon(() => trial.core.open()).toBe(0)
  })

  it('a caller that never finishes its headers or its body is cut off, and others are served meanwhile', { timeout: 40_000 }, async () => {
    const head = `POST /api/workspaces HTTP/1.1\r\nhost: 127.0.0.1:${trial.host.port}\r\n`
    const slowHeaders: Socket[] = []
    const ends: Promise<number>[] = []
    const begun = performance.now()
    const open = (text: string) => {
      const socket = connect(trial.host.port, '127.0.0.1')
      slowHeaders.push(socket)
      socket.write(text)
      ends.push(new Promise((resolve) => socket.on('close', () => resolve(performance.now() - begun)).on('error', () => {})))
      socket.resume()
    }
    for (let index = 0; index < 20; index++) open(head)
    open('')
    open(`${head}authorization: Bearer ${trial.host.token}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{`)
    const dripping = setInterval(() => slowHeaders.slice(0, 20).forEach((socket) => socket.writable && socket.write('x')), 500)
    expect((await ask('/api/workspaces')).status).toBe(200)
    const times = await Promise.all(ends)
    clearInterval(dripping)
    expect(Math.max(...times)).toBeLessThan(14_000)
    expect(Math.min(...times)).toBeGreaterThan(9_000)
  })
})
