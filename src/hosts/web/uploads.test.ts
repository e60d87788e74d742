import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
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

describe('uploads', () => {
  const send = (body: BodyInit, headers: Record<string, string> = {}) =>
    ask('/uploads', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/octet-stream', 'x-carrel-name': 'Brief%20%C3%BC.pdf', ...headers },
    })

  it('are kept under a name of their own and told by it', async () => {
    const bytes = new Uint8Array(700_000).map((_, index) => index % 251)
    const answer = await send(bytes)
    const { upload, name, bytes: size } = (await answer.json()) as { upload: string; name: string; bytes: number }
    expect([answer.status, name, size]).toEqual([201, 'Brief ü.pdf', bytes.length])
    expect(upload).toMatch(/^[0-9a-f-]{36}$/)
    expect((await readFile(join(trial.core.uploadsFolder, upload))).equals(bytes)).toBe(true)
    expect(readdirSync(trial.core.uploadsFolder)).toEqual([upload])
  })

  it('are refused beyond the limit of the settings, as it stands now, and leave nothing', async () => {
    const tooMuch = new Uint8Array(1024 ** 2 + 1)
    const answer = await send(tooMuch)
    expect([answer.status, ((await answer.json()) as AppError).code]).toEqual([413, 'DOCUMENT_TOO_LARGE'])
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(tooMuch)
        controller.close()
      },
    })
    expect(
      (
        await ask('/uploads', {
          method: 'POST',
          body: chunked as never,
          duplex: 'half',
          headers: { 'content-type': 'application/octet-stream', 'x-carrel-name': 'a' },
        } as RequestInit)
      ).status,
    ).toBe(413)
    expect(existsSync(trial.core.uploadsFolder) ? readdirSync(trial.core.uploadsFolder) : []).toEqual([])
    trial.core.maxFileMegabytes = 2
    expect((await send(tooMuch)).status).toBe(201)
  })

  it('need a name that is one', async () => {
    for (const name of ['', '%', '%00', 'x'.repeat(1025)]) expect((await send('x', { 'x-carrel-name': name })).status, name).toBe(400)
  })

  it('that break off leave nothing', async () => {
    const socket = connect(trial.host.port, '127.0.0.1')
    const head = [`POST /uploads HTTP/1.1`, `host: 127.0.0.1:${trial.host.port}`, `authorization: Bearer ${trial.host.token}`]
    head.push('content-type: application/octet-stream', 'x-carrel-name: a', 'content-length: 1000')
    socket.write(`${head.join('\r\n')}\r\n\r\nhalf of it`)
    await soon(() => existsSync(trial.core.uploadsFolder) && readdirSync(trial.core.uploadsFolder).length).toBe(1)
    socket.destroy()
    await soon(() => readdirSync(trial.core.uploadsFolder).length).toBe(0)
    expect((await send('whole')).status).toBe(201)
  })
})
