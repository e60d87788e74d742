import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import type { MessagePortMain } from 'electron'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Contract } from '../src/contract'
import { connectPort } from '../src/rpc/connectPort'
import { restrictPages, startApp, type RunningApp } from './app'
import { type AppHost, openAppHost } from './appHost'
import { MessageChannelMain, recorded, reset } from './testing/electronRecorder'

let folder = ''
const open: { close(): Promise<void> }[] = []

beforeEach(() => {
  reset()
  folder = mkdtempSync(join(tmpdir(), 'carrel-app-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'renderer', 'files.json'), '["index.html"]')
})

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function start(): Promise<RunningApp> {
  restrictPages()
  const app = await startApp({
    data: join(folder, 'data'),
    port: 0,
    preload: '/p.cjs',
    rendererFolder: join(folder, 'renderer'),
    resources: folder,
    packaged: true,
    log: () => {},
  })
  open.push(app)
  return app
}

async function joinHost(): Promise<AppHost> {
  const host = await openAppHost({ data: join(folder, 'data'), kind: 'electron', log: () => {}, port: 0 })
  open.push(host)
  return host
}

/** Calls what the page would call, as its top frame does. */
function askAsPage(channel: string) {
  const contents = recorded.windows[0]!.webContents
  const handler = recorded.handlers.get(channel) as unknown as (event: unknown) => Promise<unknown>
  return handler({ sender: contents, senderFrame: contents.mainFrame })
}

test('the app opens one sandboxed window on its own scheme', async () => {
  const app = await start()
  expect(recorded.calls[0]).toBe('enableSandbox')
  expect(recorded.windows.map(({ loaded }) => loaded)).toEqual([['app://main/']])
  expect((await recorded.protocolHandlers.get('app')!(new Request('app://main/'))).status).toBe(200)
  app.show()
  expect(recorded.windows).toHaveLength(1)
  recorded.windows[0]!.emit('closed')
  app.show()
  expect(recorded.windows).toHaveLength(2)
})

test('every channel that is registered is refused to strangers', async () => {
  await start()
  expect([...recorded.handlers.keys()]).toEqual(['carrel:connect', 'carrel:savePath'])
  for (const handler of recorded.handlers.values()) {
    const call = handler as unknown as (event: unknown) => Promise<unknown>
    await expect(call({ sender: {}, senderFrame: { url: 'app://main/' } })).rejects.toThrow('refused')
  }
})

test('the page gets a port that speaks the contract, and no door of the network is needed', async () => {
  await start()
  await askAsPage('carrel:connect')
  const [channel, message, ports] = recorded.windows[0]!.webContents.sent.at(-1) as [string, unknown, MessagePort[]]
  expect([channel, message]).toEqual(['carrel:port', null])
  const { client, close } = connectPort<Contract>(ports[0]!)
  expect(await client.host.info()).toMatchObject({ kind: 'electron', data: join(folder, 'data') })
  expect((await client.workspaces.create({ name: 'Client A' })).workspace.name).toBe('Client A')
  close()
})

test('a menu command reaches the window in front', async () => {
  await start()
  const [menu] = recorded.menus as { label: string; submenu: { label?: string; click?: () => void }[] }[][]
  menu!.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : [])).find(({ label }) => label === 'Settings…')!.click!()
  expect(recorded.windows[0]!.webContents.sent.at(-1)).toEqual(['carrel:command', 'openSettings'])
})

test('where another host holds the data folder, the window speaks to that one', async () => {
  const first = await start()
  const second = await joinHost()
  expect(second.address).toBe(first.address)
  const { port1, port2 } = new MessageChannelMain()
  second.serve(port1 as unknown as MessagePortMain)
  const { client, close } = connectPort<Contract>(port2)
  const created = await client.workspaces.create({ name: 'Shared' })
  expect((await client.workspaces.list()).workspaces.map(({ id }) => id)).toContain(created.workspace.id)
  await expect(client.documents.get({ workspace: 'Shared', document: 'none.pdf' })).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' })
  const response = await second.answerSource('Shared', 'none.pdf', new Request('app://main/'))
  expect(response.status).toBe(404)
  close()
})

test('the data folder is let go of when the app closes', async () => {
  const app = await start()
  open.pop()
  await app.close()
  const next = await joinHost()
  expect(next.address).not.toBe(app.address)
  expect((await next.client.host.info()).pid).toBe(process.pid)
})
