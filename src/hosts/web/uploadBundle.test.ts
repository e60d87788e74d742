import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../contract/errors'
import { startTrialHost, type TrialHost } from './fixtures/trialHost'

let trial: TrialHost
beforeEach(async () => void (trial = await startTrialHost()))
afterEach(() => trial.stop())

function bundleOf(list: unknown, content: string): Uint8Array {
  const json = Buffer.from(JSON.stringify(list))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([length, json, Buffer.from(content)])
}
const send = (body: Uint8Array) =>
  trial.ask('/uploads/bundle', { method: 'POST', body: body as never, headers: { 'content-type': 'application/octet-stream' } })

describe('a bundle of files', () => {
  it('is kept as one upload for each file, an empty one too', async () => {
    const answer = await send(
      bundleOf(
        [
          { name: 'a/ü.txt', bytes: 3 },
          { name: 'b.txt', bytes: 0 },
          { name: 'c.txt', bytes: 2 },
        ],
        'oneto',
      ),
    )
    const { uploads } = (await answer.json()) as { uploads: { upload: string; name: string; bytes: number }[] }
    expect(answer.status).toBe(201)
    expect(uploads.map(({ name }) => name)).toEqual(['a/ü.txt', 'b.txt', 'c.txt'])
    expect(uploads.map(({ upload }) => readFileSync(join(trial.core.uploadsFolder, upload), 'utf8'))).toEqual(['one', '', 'to'])
  })

  it('takes names with tabs and line breaks, which file systems allow', async () => {
    const answer = await send(bundleOf([{ name: 'Icon\r', bytes: 3 }], 'abc'))
    expect(await answer.json()).toMatchObject({ uploads: [{ name: 'Icon\r', bytes: 3 }] })
  })

  it.each([
    ['no list', new Uint8Array([9, 0, 0, 0])],
    ['less than it lists', bundleOf([{ name: 'a', bytes: 4 }], 'abc')],
    ['more than it lists', bundleOf([{ name: 'a', bytes: 2 }], 'abc')],
    ['a name that no file has', bundleOf([{ name: 'a\0b', bytes: 3 }], 'abc')],
    [
      'a negative size',
      bundleOf(
        [
          { name: 'a', bytes: -3 },
          { name: 'b', bytes: 6 },
        ],
        'abc',
      ),
    ],
    ['nothing', bundleOf([], '')],
  ])('with %s is refused and leaves nothing', async (_what, body) => {
    const answer = await send(body)
    expect([answer.status, ((await answer.json()) as AppError).code]).toEqual([400, 'BAD_REQUEST'])
    expect(existsSync(trial.core.uploadsFolder)).toBe(false)
  })

  it('above 16 MB is refused', async () => {
    expect((await send(bundleOf([{ name: 'a', bytes: 1 }], 'x'.repeat(17 * 1024 ** 2)))).status).toBe(413)
  })
})
