import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { readContainer } from './testing/readContainer'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-mail-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function read(rest: string | Buffer) {
  const path = join(folder, `${++count}.eml`)
  writeFileSync(path, Buffer.concat([Buffer.from('From: ann@example.com\nMIME-Version: 1.0\n'), Buffer.from(rest)]))
  return readContainer(path)
}

const text = 'The rent is 900 euros.'

test.each([
  ['names no boundary', `Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\n${text}\n--x--\n`],
  ['names another boundary', `Content-Type: multipart/mixed; boundary="zzz"\n\n--y-y\nContent-Type: text/plain\n\n${text}\n--y-y--\n`],
  ['has no parts at all', `Content-Type: multipart/alternative; charset=utf-8\n\n${text}\n`],
  ['has no parts and is folded', `Content-Type: multipart/mixed;\n boundary="zzz"\nSubject: Rent\n\n${text}\n`],
  [
    'has no parts and is encoded',
    `Content-Type: multipart/mixed\nContent-Transfer-Encoding: base64\n\n${Buffer.from(text).toString('base64')}\n`,
  ],
])('a message that %s gives its text', async (_what, rest) => {
  const { text: page } = await read(rest)
  expect(page.endsWith(`ann@example.com\n\n${text}`)).toBe(true)
})

it('keeps what is attached where the boundary is another than it says', async () => {
  const parts = `--y\nContent-Type: text/plain\n\n${text}\n--y\nContent-Type: text/csv; name=a.csv\n\na;b\n--y--\n`
  const { text: body, children } = await read(`Content-Type: multipart/mixed; boundary=zzz\n\n${parts}`)
  expect(body).toContain(text)
  expect(children.map(({ name }) => name)).toEqual(['a.csv'])
})

test.each(['us-ascii', 'unknown-8bit', '"../../etc/passwd"'])(
  'text of the character set %s that is UTF-8 is read as UTF-8',
  async (charset) => {
    expect((await read(`Content-Type: text/plain; charset=${charset}\n\nGrüße aus Köln`)).text).toContain('Grüße aus Köln')
    const quoted = `Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe`
    expect((await read(quoted)).text).toContain('Grüße')
  },
)

it('reads what is no UTF-8 as before where the character set says nothing', async () => {
  const latin = Buffer.from('Content-Type: text/plain; charset=us-ascii\n\nGrüße aus Köln', 'latin1')
  expect((await read(latin)).text).toContain('Grüße aus Köln')
})

it('reads a header of two hundred thousand encoded words within seconds', async () => {
  const begin = performance.now()
  const { text: page } = await read(`Subject: ${'=?utf-8?B?QUFB?= '.repeat(200_000)}\n\n${text}\n`)
  expect(page).toContain(text)
  expect(page).toContain('AAAAAA')
  expect(performance.now() - begin).toBeLessThan(20_000)
})
