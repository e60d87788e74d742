import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTrialHost, type TrialHost } from './fixtures/trialHost'

let trial: TrialHost

beforeEach(async () => {
  trial = await startTrialHost()
})

afterEach(() => trial.stop())

describe('the page', () => {
  it('is open to this machine, with a strict policy and a fresh nonce', async () => {
    const answers = await Promise.all([fetch(`${trial.host.address}/`), fetch(`${trial.host.address}/index.html`)])
    const nonces = []
    for (const answer of answers) {
      const [, nonce] = /nonce="([^"]+)"/.exec(await answer.text()) ?? []
      nonces.push(nonce)
      const policy = answer.headers.get('content-security-policy')
      expect(answer.status).toBe(200)
      expect(policy).toBe(
        `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob: data:; ` +
          `connect-src 'self' ws://127.0.0.1:${trial.host.port} ws://localhost:${trial.host.port}; font-src 'self'; worker-src 'self'; ` +
          "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    }
    expect(new Set(nonces).size).toBe(2)
    expect((await fetch(`${trial.host.address}/assets/a.js`)).headers.get('content-type')).toContain('text/javascript')
  })

  it('gives out nothing the build did not list, whatever the path', async () => {
    const paths = [
      '/unlisted.js',
      '/files.json',
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/assets',
      '/assets/',
    ]
    paths.push(
      `${join(trial.folder, 'secret.txt')}`,
      '/C:/secret.txt',
      '/assets/a.js%00',
      '/index.html/',
      '\\..\\secret.txt',
      '/./index.html',
      '/assets//a.js',
    )
    for (const path of paths) {
      const answer = await trial.raw(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${trial.host.port}\r\nconnection: close\r\n\r\n`)
      expect(answer, path).toMatch(/^HTTP\/1\.1 (401|400) /)
      expect(answer).not.toContain('not for anyone')
    }
  })

  it('is not there for other methods', async () => {
    expect((await fetch(`${trial.host.address}/`, { method: 'POST' })).status).toBe(401)
  })
})

describe('a window that is not built', () => {
  it('says so, and leaves the API for who has the token', async () => {
    const { host, ask, stop } = await startTrialHost({ hasWindow: false })
    const answer = await fetch(`${host.address}/`)
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('npm run build')])
    expect((await fetch(`${host.address}/index.html`)).status).toBe(401)
    expect((await ask('/api/workspaces')).status).toBe(200)
    await stop()
  })
})
