import type { Session } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { blockForeignRequests, restrictSession } from './session'
import { reset, session } from './testing/electronRecorder'

beforeEach(reset)

/** Every permission Electron names in its request and check handlers. */
const permissions = [
  'accessibility-events',
  'background-fetch',
  'background-sync',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'payment-handler',
  'periodic-background-sync',
  'pointerLock',
  'serial',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'usb',
  'unknown',
  'window-management',
]

function granted(permission: string, page: string): boolean[] {
  const { defaultSession } = session
  let asked: boolean | undefined
  defaultSession.permissionRequest?.({}, permission, (decision) => (asked = decision), { requestingUrl: page })
  return [asked as boolean, defaultSession.permissionCheck?.({}, permission, page) as boolean]
}

test.each(permissions)('%s is granted only where it is writing to the clipboard, and only to our own page', (permission) => {
  restrictSession(session.defaultSession as unknown as Session)
  const own = permission === 'clipboard-sanitized-write'
  expect(granted(permission, 'app://main/')).toEqual([own, own])
  expect(granted(permission, 'https://example.com/')).toEqual([false, false])
})

test('devices, screens and downloads are refused', () => {
  const { defaultSession } = session
  restrictSession(defaultSession as unknown as Session)
  expect(defaultSession.devicePermission?.({})).toBe(false)
  defaultSession.displayMedia?.({}, (streams) => expect(streams).toEqual({}))
  defaultSession.bluetoothPairing?.({}, (response) => expect(response).toEqual({ confirmed: false }))
  for (const name of ['select-hid-device', 'select-serial-port', 'select-usb-device', 'will-download']) {
    let prevented = false
    defaultSession.emit(name, { preventDefault: () => (prevented = true) }, { getURL: () => 'https://example.com/tool.exe' })
    expect([name, prevented]).toEqual([name, true])
  }
})

test.each([
  ['blob:app://main/0a1b', false],
  ['app://main/source/w/d', true],
  ['blob:https://example.com/0a1b', true],
  ['data:text/html,x', true],
])('a download of %s is refused: %s', (url, refused) => {
  const { defaultSession } = session
  restrictSession(defaultSession as unknown as Session)
  let prevented = false
  defaultSession.emit('will-download', { preventDefault: () => (prevented = true) }, { getURL: () => url })
  expect(prevented).toBe(refused)
})

test.each([
  ['app://main/assets/index.js', false],
  ['blob:app://main/0a1b', false],
  ['data:image/png;base64,AA', false],
  ['app://main.evil/', true],
  ['https://example.com/pixel.png', true],
  ['http://127.0.0.1:4771/', true],
  ['file:///etc/passwd', true],
  ['ws://example.com/', true],
  ['blob:https://example.com/0a1b', true],
])('a request for %s is cancelled: %s', (url, cancelled) => {
  const blocked: string[] = []
  blockForeignRequests(session.defaultSession as unknown as Session, { onBlocked: (address) => blocked.push(address) })
  let decision: unknown
  session.defaultSession.beforeRequest?.({ url }, (response) => (decision = response))
  expect(decision).toEqual({ cancel: cancelled })
  expect(blocked).toEqual(cancelled ? [url] : [])
})
