import { beforeEach, expect, test, vi } from 'vitest'
import manifest from '../package.json'
import type { DesktopBridge, DesktopCommand } from '../src/renderer/bridge'
import { windowCommands } from './commands'

let posted: unknown[][] = []

/** Runs the script afresh, as Electron does for each page, with a recorder of its own. */
async function runPreload() {
  vi.resetModules()
  vi.stubGlobal('window', { location: { origin: 'app://main' }, postMessage: (...words: unknown[]) => posted.push(words) })
  const { ipcRenderer, recorded } = await import('./testing/electronRecorder')
  await import('./preload')
  return { bridge: recorded.exposed.get('carrel') as unknown as DesktopBridge, exposed: [...recorded.exposed.keys()], ipcRenderer }
}

beforeEach(() => {
  posted = []
})

test('the window gets a fixed list and nothing of Electron', async () => {
  const { bridge, exposed, ipcRenderer } = await runPreload()
  expect(exposed).toEqual(['carrel'])
  expect(Object.keys(bridge).sort()).toEqual(['askSavePath', 'connect', 'onCommand', 'pathForFile', 'platform', 'version'])
  expect(bridge.version).toBe(manifest.version)
  expect(bridge.platform).toBe(process.platform)
  const own = Object.values(ipcRenderer).filter((value) => typeof value === 'function')
  for (const value of Object.values(bridge)) expect(own).not.toContain(value)
})

test('connect asks the main process, and the port it sends reaches the page by a message of the window to itself', async () => {
  const { bridge, ipcRenderer } = await runPreload()
  expect(bridge.connect()).toBeUndefined()
  expect(ipcRenderer.invoked).toEqual([['carrel:connect']])
  const port = { name: 'the port' }
  ipcRenderer.emit('carrel:port', { sender: 'secret', ports: [port] }, null)
  expect(posted).toEqual([[{ type: 'carrel:port' }, 'app://main', [port]]])
})

test('a listener hears known commands only, never the event, until it stops', async () => {
  const { bridge, ipcRenderer } = await runPreload()
  const heard: unknown[][] = []
  const stop = bridge.onCommand?.((...words) => heard.push(words))
  ipcRenderer.emit('carrel:command', { sender: 'secret' }, 'openSettings', 'more')
  ipcRenderer.emit('carrel:command', { sender: 'secret' }, 'formatDisk')
  ipcRenderer.emit('carrel:command', { sender: 'secret' }, { toString: () => 'openSettings' })
  stop?.()
  ipcRenderer.emit('carrel:command', { sender: 'secret' }, 'openPalette')
  expect(heard).toEqual([['openSettings']])
})

test('the path of a dropped file comes from Electron', async () => {
  const { bridge } = await runPreload()
  expect(bridge.pathForFile({ path: '/home/anna/lease.pdf' } as never)).toBe('/home/anna/lease.pdf')
})

test('the place of an archive is asked of the main process by name', async () => {
  const { bridge, ipcRenderer } = await runPreload()
  void bridge.askSavePath?.('Client A.carrel')
  expect(ipcRenderer.invoked).toEqual([['carrel:savePath', { name: 'Client A.carrel' }]])
})

test('menu and window know the same commands', () => {
  const known: Record<DesktopCommand, true> = {
    openSettings: true,
    openPalette: true,
    newWorkspace: true,
    addFiles: true,
    addFolder: true,
    focusQuestion: true,
  }
  expect([...windowCommands].sort()).toEqual(Object.keys(known).sort())
})
