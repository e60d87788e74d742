import { beforeEach, expect, test } from 'vitest'
import { recorded, reset } from './testing/electronRecorder'
import { createWindow, secureWebPreferences } from './window'

beforeEach(reset)

const place = { width: 1000, height: 700, maximized: false }

test('a window has no Node, is isolated and sandboxed, and keeps every protection of the page on', () => {
  createWindow({ preload: '/p.cjs', place, background: '#ffffff' })
  expect(recorded.windows[0]?.options.webPreferences).toEqual({
    preload: '/p.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    safeDialogs: true,
  })
})

test('no further feature is switched on than those that are named', () => {
  const preferences = secureWebPreferences('/p.cjs')
  for (const name of ['enableBlinkFeatures', 'disableBlinkFeatures', 'additionalArguments', 'partition', 'session', 'offscreen']) {
    expect(preferences).not.toHaveProperty(name)
  }
})

test('a window is shown once its page is drawn, as large as it was', () => {
  createWindow({ preload: '/p.cjs', place: { ...place, maximized: true }, background: '#ffffff' })
  const window = recorded.windows[0]!
  expect(window.options).toMatchObject({ width: 1000, height: 700, show: false })
  expect(recorded.calls).toContain('maximize')
  expect(window.shown).toBe(0)
  window.emit('ready-to-show')
  expect(window.shown).toBe(1)
})
