import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SecretStore } from '../core/createCore'
import { acquireDataLock } from '../core/dataLock'
import { type RunningHost, startHost } from './startHost'

/* A host without a safe place for keys, as the desktop is on a Linux without a key ring. */

const key = 'sk-only-for-this-session'
const noKeyRing: SecretStore = {
  available: () => false,
  get: async () => null,
  set: async () => {
    throw new Error('nothing is kept here')
  },
  remove: async () => {},
}

let folder: string
let data: string
let host: RunningHost
let server: Server
const heard: (string | undefined)[] = []

async function open(): Promise<RunningHost> {
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  return startHost(lock, { data, kind: 'electron', port: 0, secrets: noKeyRing, log: () => {} })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-session-'))
  data = join(folder, 'data')
  mkdirSync(data)
  server = createServer((request, response) => {
    heard.push(request.headers.authorization)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('data: {"choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = await open()
})
afterAll(async () => {
  await host.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a key that cannot be kept safely serves until the host ends, and stands in no file', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const model = { label: 'm', provider: 'openaiCompatible', url, model: 'x', key }
  expect((await host.client.models.providers()).savesKeys).toBe(false)
  await expect(host.client.models.add(model)).rejects.toMatchObject({
    code: 'SECRETS_UNAVAILABLE',
    message: expect.stringMatching(/session/),
  })
  await host.client.models.add({ ...model, keep: 'session' })
  expect(await host.client.models.test({ label: 'm' })).toMatchObject({ ok: true })
  expect(heard).toContain(`Bearer ${key}`)
  await host.close()
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  expect(files.filter((one) => readFileSync(join(one.parentPath, one.name)).includes(key))).toEqual([])
  host = await open()
  await expect(host.client.models.test({ label: 'm' })).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' })
})
