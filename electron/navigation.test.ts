import type { App } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { restrictNavigation } from './navigation'
import { app, reset, WebContents } from './testing/electronRecorder'

let outside: string[] = []
let contents: WebContents

beforeEach(() => {
  reset()
  outside = []
  contents = new WebContents()
  restrictNavigation(app as unknown as App, { openOutside: (address) => outside.push(address) })
  app.emit('web-contents-created', {}, contents)
})

function isPrevented(name: string, url: string): boolean {
  let prevented = false
  contents.emit(name, { url, preventDefault: () => (prevented = true) })
  return prevented
}

const elsewhere = [
  'http://example.com/',
  'https://example.com/',
  'file:///etc/passwd',
  'data:text/html,x',
  'javascript:alert(1)',
  'app://main.evil/',
  'app://other/',
  'app://x@main/',
  'blob:app://main/x',
  'about:blank',
  'nonsense',
]

test.each(elsewhere)('no page goes to %s', (url) => {
  for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) expect([name, isPrevented(name, url)]).toEqual([name, true])
})

test('our own page may load itself again', () => {
  for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) expect(isPrevented(name, 'app://main/#x')).toBe(false)
})

test('a link that was clicked is offered once, to be opened outside', () => {
  isPrevented('will-navigate', 'https://example.com/')
  isPrevented('will-frame-navigate', 'https://example.com/')
  expect(outside).toEqual(['https://example.com/'])
})

test.each([...elsewhere, 'app://main/'])('no window opens for %s', (url) => {
  expect(contents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' })
  expect(outside).toEqual([url])
})

test('no page is embedded in another', () => {
  expect(isPrevented('will-attach-webview', 'app://main/')).toBe(true)
})
