import { afterEach, describe, expect, it } from 'vitest'
import type { EgressPolicy } from '../../contract/egress'
import { judge } from './admit'
import { countedFetch } from './countedFetch'
import { createEgressGate } from './index'
import { ledgerTable } from './ledgerTable'
import { type LocalServer, startLocalServer } from './testing/localServer'
import { openBook } from './testing/openBook'

const opened: LocalServer[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

const never = new AbortController().signal
const listed: EgressPolicy = { mode: 'services', hosts: ['api.example.com', 'wiki.lan:8080'] }

describe('a policy', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', 'loopback loopback loopback'],
    ['http://localhost:1234/', 'loopback loopback loopback'],
    ['http://[::1]/', 'loopback loopback loopback'],
    ['https://api.example.com/v1', 'refused allowed allowed'],
    ['https://API.example.com:8443/v1', 'refused allowed allowed'],
    ['http://wiki.lan:8080/', 'refused allowed allowed'],
    ['http://wiki.lan/', 'refused refused ask'],
    ['https://example.com/', 'refused refused ask'],
    ['http://192.168.1.7:11434/v1', 'refused refused ask'],
    ['http://localhost.example.com/', 'refused refused ask'],
    ['http://127.0.0.1.example.com/', 'refused refused ask'],
  ])('judges %s as %s where it is local, services and ask', (address, expected) => {
    const modes = ['local', 'services', 'ask'] as const
    const url = new URL(address)
    expect(modes.map((mode) => judge(url, 'answer', { ...listed, mode })).join(' ')).toBe(expected)
    // Who names a page has been asked; who lists services has not listed it.
    const page = expected.replace(/ask$/, 'allowed')
    expect(modes.map((mode) => judge(url, 'page', { ...listed, mode })).join(' ')).toBe(page)
  })

  it('that is local only looks up no name and opens no connection, whatever is asked for, and says so in the ledger', async () => {
    const lookups: string[] = []
    const lookup = async (host: string) => {
      lookups.push(host)
      return [{ address: '93.184.216.34', family: 4 }]
    }
    const book = openBook({ mode: 'local', hosts: ['api.example.com'] })
    const gate = createEgressGate({ lookup, allowed: () => ['10.0.0.5'] })
    for (const purpose of ['answer', 'embedding', 'test', 'download'] as const) {
      const fetch = gate.fetchFor({ purpose, book }, 'https://api.example.com/v1')
      await expect(fetch('https://api.example.com/v1/chat', { method: 'POST', body: 'secret' })).rejects.toMatchObject({
        code: 'EGRESS_BLOCKED',
        details: { ask: false, host: 'api.example.com' },
      })
    }
    const { fetch, askRobots } = gate.forSources(never, book)
    for (const address of ['https://example.com/page', 'http://10.0.0.5/', 'https://www.youtube.com/watch?v=1'])
      await expect(fetch(address)).rejects.toMatchObject({ code: 'SOURCE_BLOCKED', message: expect.stringMatching(/local only/) })
    await expect(askRobots('https://example.com/page')).rejects.toMatchObject({ code: 'SOURCE_BLOCKED' })
    expect(lookups).toEqual([])
    const entries = book.ledger.list({ limit: 100 })
    expect(entries.every((one) => one.outcome === 'refused' && one.sent === 0)).toBe(true)
    expect(book.ledger.totals()).toEqual({ requests: 0, refused: 8, sent: 0, received: 0, hosts: [] })
  })

  it('of services judges what a page leads to as well', async () => {
    const away = await startLocalServer((_request, response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end())
    opened.push(away)
    const book = openBook({ mode: 'services', hosts: [] })
    const { fetch } = createEgressGate({ allowed: () => [away.host] }).forSources(never, book)
    await expect(fetch(away.origin)).rejects.toMatchObject({ code: 'SOURCE_BLOCKED', message: expect.stringMatching(/elsewhere\.example/) })
    expect(book.ledger.list({ limit: 10 })).toMatchObject([{ host: 'elsewhere.example', outcome: 'refused' }])
  })
})

describe('the ledger', () => {
  it('joins what is alike, keeps apart what is not, and counts both ways', () => {
    const { ledger } = openBook()
    const note = { host: 'api.example.com', purpose: 'embedding', outcome: 'sent', sent: 10, documents: ['b', 'a', 'b'] } as const
    const seq = ledger.note(note)
    expect(ledger.note({ ...note, documents: ['a', 'b'] })).toBe(seq)
    ledger.received(seq, 7)
    const other = ledger.note({ ...note, documents: ['c'] })
    ledger.failed(other)
    ledger.note({ ...note, outcome: 'refused', sent: 0 })
    expect(ledger.list({ limit: 10 }).map(({ at: _at, ...one }) => one)).toMatchObject([
      { outcome: 'refused', sent: 0 },
      { outcome: 'failed', documents: ['c'], requests: 1 },
      { outcome: 'sent', documents: ['a', 'b'], requests: 2, sent: 20, received: 7 },
    ])
    expect(ledger.list({ limit: 1, before: other })).toMatchObject([{ seq }])
    expect(ledger.totals()).toEqual({ requests: 3, refused: 1, sent: 30, received: 7, hosts: ['api.example.com'] })
  })

  it('hears what came back of a streamed answer, read whole or let go of', async () => {
    const server = await startLocalServer((_request, response) => {
      response.write('a'.repeat(1_000))
      response.end('b'.repeat(500))
    })
    opened.push(server)
    const heard: number[] = []
    const tally = { received: (bytes: number) => void heard.push(bytes), failed: () => void heard.push(-1) }
    expect(await (await countedFetch(server.origin, {}, tally)).text()).toHaveLength(1_500)
    const reader = (await countedFetch(server.origin, {}, tally)).body!.getReader()
    await reader.read()
    await reader.cancel()
    expect(heard[0]).toBe(1_500)
    expect(heard[1]).toBeGreaterThanOrEqual(1_000)
    await server.close()
    opened.pop()
    await expect(countedFetch(server.origin, {}, tally)).rejects.toThrow(/fetch failed/)
    expect(heard[2]).toBe(-1)
  })

  it('is a table no spreadsheet takes for formulas', () => {
    const entry = {
      seq: 1,
      at: '2026-11-21T10:00:00.000Z',
      host: 'api.example.com',
      purpose: 'answer',
      outcome: 'sent',
      requests: 1,
      sent: 5,
      received: 6,
    } as const
    const names = ['=1+1', '@x', '+1', '-1', '\tx', '＝1', 'say "hello"', 'a,b', null]
    const csv = ledgerTable(names.map((name) => ({ ...entry, documents: [{ id: 'd', name }] })))
    const cells = csv
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => /,"((?:[^"]|"")*)"$/.exec(line)?.[1])
    expect(cells).toEqual(["'=1+1", "'@x", "'+1", "'-1", "'\tx", "'＝1", 'say ""hello""', 'a,b', 'removed (d)'])
  })
})
