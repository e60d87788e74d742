import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../contract/errors'
import { originals } from './fixtures/smallCore'
import { startTrialHost, type TrialHost } from './fixtures/trialHost'

let trial: TrialHost

beforeEach(async () => {
  trial = await startTrialHost()
})

afterEach(() => trial.stop())

const ask = (path: string, init?: RequestInit) => trial.ask(path, init)

describe('originals', () => {
  const get = (name: string, headers: Record<string, string> = {}) => ask(`/files/w/${encodeURIComponent(name)}`, { headers })

  it('arrive whole and by ranges', async () => {
    const { text } = originals['letter.pdf'] as { text: string }
    const whole = await get('letter.pdf')
    expect([whole.status, await whole.text(), whole.headers.get('accept-ranges')]).toEqual([200, text, 'bytes'])
    const ranges: [string, number, string, string | null][] = [
      ['bytes=0-3', 206, '%PDF', 'bytes 0-3/19'],
      ['bytes=9-', 206, '0123456789', 'bytes 9-18/19'],
      ['bytes=-2', 206, '89', 'bytes 17-18/19'],
      ['bytes=17-99', 206, '89', 'bytes 17-18/19'],
      ['bytes=-99', 206, text, 'bytes 0-18/19'],
      ['bytes=19-', 416, '', 'bytes */19'],
      ['bytes=-0', 416, '', 'bytes */19'],
      ['bytes=0-1,3-4', 200, text, null],
      ['bytes=5-4', 416, '', 'bytes */19'],
      ['lines=1-2', 200, text, null],
    ]
    for (const [range, status, body, contentRange] of ranges) {
      const answer = await get('letter.pdf', { range })
      expect([range, answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([range, status, body, contentRange])
    }
    expect(await (await get('empty.txt')).text()).toBe('')
  })

  it('are never sent as anything a browser would run', async () => {
    const types: [string, string][] = [
      ['letter.pdf', 'application/pdf'],
      ['page.html', 'text/plain; charset=utf-8'],
      ['drawing.svg', 'text/plain; charset=utf-8'],
      ['mail.eml/annex “ü”.bin', 'application/octet-stream'],
    ]
    for (const [name, type] of types) {
      const { headers } = await get(name)
      expect([name, headers.get('content-type')]).toEqual([name, type])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-disposition')).toMatch(/^inline; filename\*=UTF-8''[\w%.~-]+$/)
    }
  })

  it('that are not there are named', async () => {
    expect((await get('none.pdf')).status).toBe(404)
    await rm(join(trial.folder, '0'))
    expect(((await (await get('letter.pdf')).json()) as AppError).code).toBe('FILE_MISSING')
    for (const path of ['/files/w', '/files/w/', '/files/w/a/b', '/files//a']) expect((await ask(path)).status, path).toBe(404)
    expect((await ask('/files/w/%zz')).status).toBe(400)
  })
})
