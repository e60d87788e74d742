import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { AppError } from '../src/contract/errors'
import { listPageFiles } from '../src/hosts/web/page'
import { answerSourceFile, createProtocolHandler, registerScheme } from './protocol'
import { recorded, reset } from './testing/electronRecorder'

const secret = 'not for pages'
const text = '0123456789'

function builtWindow() {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-protocol-'))
  const page = join(folder, 'renderer')
  const write = (name: string, content: string) => writeFileSync(join(page, name), content)
  return { folder, page, write }
}

async function makeHandler() {
  const { folder, page, write } = builtWindow()
  const { mkdirSync } = await import('node:fs')
  mkdirSync(page)
  write('index.html', '<!doctype html><meta property="csp-nonce" nonce="__CARREL_NONCE__"><script type="module" src="/a.js"></script>')
  write('a.js', 'export {}')
  write('unlisted.txt', secret)
  write('files.json', JSON.stringify(['index.html', 'a.js']))
  writeFileSync(join(folder, 'outside.txt'), secret)
  writeFileSync(join(folder, 'lease.pdf'), text)
  return createProtocolHandler(listPageFiles(page), {
    answerSource: async (workspace, document, request) => {
      if (workspace !== 'Client A' || document !== 'lease.pdf') throw new AppError('DOCUMENT_NOT_FOUND', 'There is no such document.')
      return answerSourceFile({ path: join(folder, 'lease.pdf'), mediaType: 'application/pdf', bytes: 10, name: 'lease.pdf' }, request)
    },
  })
}

beforeEach(reset)

test('the scheme has an origin of its own and no privilege that weakens the page', () => {
  registerScheme()
  expect(recorded.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }])
})

test('the page comes with a policy that runs our own files only, and a new nonce each time', async () => {
  const handler = await makeHandler()
  const policies = await Promise.all(
    [1, 2].map(async () => {
      const response = await handler(new Request('app://main/'))
      expect(response.status).toBe(200)
      const policy = new Map(
        (response.headers.get('content-security-policy') ?? '').split('; ').map((part): [string, string] => [part.split(' ')[0]!, part]),
      )
      const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1]
      expect(policy.get('style-src')).toBe(`style-src 'self' 'nonce-${nonce}'`)
      return { policy, nonce }
    }),
  )
  expect(policies[0]?.nonce).not.toBe(policies[1]?.nonce)
  const { policy } = policies[0]!
  for (const name of ['default-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'])
    expect(policy.get(name)).toBe(`${name} 'none'`)
  expect(policy.get('script-src')).toBe("script-src 'self' 'wasm-unsafe-eval'")
  expect(policy.get('connect-src')).toBe("connect-src 'self'")
  expect(policy.get('img-src')).toBe("img-src 'self' blob: data:")
  expect([...policy.values()].join()).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/)
})

test('listed files are served with their type, all else in and beside the folder is not', async () => {
  const handler = await makeHandler()
  const script = await handler(new Request('app://main/a.js'))
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  for (const path of [
    'unlisted.txt',
    'files.json',
    '../outside.txt',
    '%2e%2e/outside.txt',
    '..%2foutside.txt',
    '..%5coutside.txt',
    'a.js%00',
    'A.JS',
    '/a.js',
    './/a.js',
    'files/',
    'files/x',
    'files/x/y/z',
  ]) {
    const response = await handler(new Request(`app://main/${path}`))
    expect([path, response.status, (await response.text()).includes(secret)]).toEqual([path, 404, false])
  }
})

test('no path, however it is written, reaches another file', async () => {
  const handler = await makeHandler()
  const piece = fc.constantFrom(
    '..',
    '.',
    '',
    '%2e%2e',
    '%2E',
    '%2f',
    '%5c',
    '\\',
    '/',
    '%00',
    'C:',
    'outside.txt',
    'unlisted.txt',
    'files',
    'renderer',
    'etc',
    'passwd',
    'app.db',
    '~',
    '%',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const response = await handler(new Request(`app://main/${pieces.join('/')}`))
      const isPage = new URL(`app://main/${pieces.join('/')}`).pathname === '/'
      expect(response.status).toBe(isPage ? 200 : 404)
      expect(await response.text()).not.toContain(secret)
    }),
    { numRuns: 1000 },
  )
})

test('other hosts of the scheme and other methods are refused', async () => {
  const handler = await makeHandler()
  expect((await handler(new Request('app://main.evil/'))).status).toBe(404)
  expect((await handler(new Request('app://other/a.js'))).status).toBe(404)
  expect((await handler(new Request('app://main/', { method: 'POST', body: 'x' }))).status).toBe(405)
})

test.each([
  [undefined, 200, '0123456789', undefined],
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['lines=1-2', 200, '0123456789', undefined],
])('an original is sent for range %s with status %s', async (range, status, body, contentRange) => {
  const handler = await makeHandler()
  const response = await handler(new Request('app://main/files/Client%20A/lease.pdf', { headers: range ? { range } : {} }))
  expect([response.status, await response.text(), response.headers.get('content-range') ?? undefined]).toEqual([status, body, contentRange])
  expect(response.headers.get('content-security-policy')).toContain('sandbox')
})

test('an original that is not there is refused with the reason', async () => {
  const handler = await makeHandler()
  const response = await handler(new Request('app://main/files/Client%20B/lease.pdf'))
  expect([response.status, await response.text()]).toEqual([404, 'There is no such document.'])
  expect((await handler(new Request('app://main/files/%E0%A4%A/x'))).status).toBe(404)
  const gone = await answerSourceFile({ path: '/nowhere/x', mediaType: 'text/html', bytes: 1, name: 'x' }, new Request('app://main/'))
  expect(gone.status).toBe(404)
})

test('a page among the documents is shown as text, never run', async () => {
  const { folder } = builtWindow()
  writeFileSync(join(folder, 'x.html'), '<script>1</script>')
  const response = await answerSourceFile(
    { path: join(folder, 'x.html'), mediaType: 'text/html', bytes: 18, name: 'x.html' },
    new Request('app://main/'),
  )
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
})
