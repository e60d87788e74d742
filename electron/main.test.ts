import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let data = ''
let recorder: typeof import('./testing/electronRecorder')
const usualWords = process.argv

beforeEach(async () => {
  data = join(mkdtempSync(join(tmpdir(), 'carrel-main-')), 'data')
  vi.resetModules()
  recorder = await import('./testing/electronRecorder')
})

afterEach(async () => {
  await quit()
  process.argv = usualWords
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
})

/** Runs the program as Electron would, with these words after the app's folder. */
async function run(...words: string[]) {
  process.argv = ['electron', '/app', '--data', data, ...words]
  await import('./main')
}

/** What Electron does after the last window: asks once, and again when it was held back. */
async function quit(): Promise<boolean> {
  let held = false
  recorder.app.emit('will-quit', { preventDefault: () => (held = true) })
  const hasQuit = () => recorder.recorded.calls.includes('quit')
  while (held && !hasQuit()) await new Promise((resolve) => setTimeout(resolve, 20))
  return held
}

const windows = () => recorder.recorded.windows

test('the rules of the pages stand before the first window, and Chromium’s files are in the data folder', async () => {
  await run('--port', '0')
  const { calls, schemes } = recorder.recorded
  expect(calls.slice(0, 2)).toEqual([`setPath userData ${join(data, 'chromium')}`, 'enableSandbox'])
  expect(schemes.map(({ scheme }) => scheme)).toEqual(['app'])
  await expect.poll(() => windows().length, { timeout: 10_000 }).toBe(1)
  expect(windows()[0]?.webContents.windowOpenHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' })
})

test('a second start shows the window of the first and leaves its data alone', async () => {
  await run('--port', '0')
  await expect.poll(() => windows().length, { timeout: 10_000 }).toBe(1)
  recorder.app.emit('second-instance')
  expect([windows().length, windows()[0]?.shown]).toEqual([1, 1])
})

test('without the lock nothing is started', async () => {
  recorder.answers.lock = false
  await run('--port', '0')
  expect(recorder.recorded.calls).toContain('quit')
  expect([windows().length, existsSync(join(data, 'app.db'))]).toEqual([0, false])
})

test('quitting waits until the data folder is let go of', async () => {
  await run('--port', '0')
  await expect.poll(() => windows().length, { timeout: 10_000 }).toBe(1)
  await expect.poll(() => existsSync(join(data, 'host.json'))).toBe(true)
  expect(await quit()).toBe(true)
  expect(existsSync(join(data, 'host.json'))).toBe(false)
  expect(await quit()).toBe(false)
})

test('what cannot start says why in a sentence and ends with 4', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await run('--port', 'many')
  expect(recorder.recorded.calls).toEqual(['errorBox Carrel could not start: --port takes a number up to 65535, not “many”.', 'exit 4'])
  said.mockRestore()
})
