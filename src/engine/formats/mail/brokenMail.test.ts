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

test.each([
  ['plain', 'Content-Type: text/plain; charset=utf-7\n\nGr+APwA3w-e aus K+APY-ln, 2 +- 2\n'],
  [
    'encoded',
    'Content-Type: text/plain; charset="UTF-7"\nContent-Transfer-Encoding: quoted-printable\n\nGr+APwA3w-e aus K+APY-ln, 2 +=\n- 2\n',
  ],
  ['of the kind of folder names', 'Content-Type: text/plain; charset=utf-7\n\nGr&APwA3w-e aus K&APY-ln, 2 + 2\n'],
])('a message in UTF-7, %s, has its letters', async (_how, rest) => {
  expect((await read(rest)).text).toContain('Grüße aus Köln, 2 + 2')
})

test('a plus sign means nothing in a message of another character set', async () => {
  const rest = 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nGr+APwA3w-e\n'
  expect((await read(`${rest}--b\nContent-Type: text/html; charset=utf-7\n\n<p>+AOQ-</p>\n--b--\n`)).text).toContain('Gr+APwA3w-e')
})

/** As `uuencode` writes it. */
const uuencoded = (name: string, lines: string[]) => ['begin 644 ' + name, ...lines, '`', 'end', ''].join('\n')
const rent = ["65&AE(')E;G0@:7,@.3`P(&5U<F]S+@``"]

test('a file that stands uuencoded in the text is an attachment, and the text is what is left', async () => {
  const { text: page, children } = await read(
    `Content-Type: text/plain\n\nSee the note.\n\n${uuencoded('note.txt', rent)}\nbegin the day\n`,
  )
  expect(page).toContain('See the note.')
  expect(page).toContain('begin the day')
  expect(page).not.toContain('5&AE')
  expect(children.map(({ name, content }) => [name, content?.toString()])).toEqual([['note.txt', text]])
})

test('an attachment that is sent uuencoded is taken out as the file it is', async () => {
  const parts = `--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt\nContent-Transfer-Encoding: x-uuencode\n\n${uuencoded('a.txt', rent)}--b--\n`
  const { children } = await read(`Content-Type: multipart/mixed; boundary=b\n\n${parts}`)
  expect(children.map(({ content }) => content?.toString())).toEqual([text])
})

test('lines that only look uuencoded stay in the text', async () => {
  expect((await read('Content-Type: text/plain\n\nbegin 644 of them\nthese are plain lines\nend\n')).text).toContain('begin 644 of them')
})

test('a character set of two bytes a letter is believed only where the text is encoded', async () => {
  expect((await read(`Content-Type: text/plain; charset=utf-16\n\n${text} Grüße\n`)).text).toContain(`${text} Grüße`)
  const wide = Buffer.from(`${text} Grüße`, 'utf16le').toString('base64')
  const sent = `Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n${wide}\n`
  expect((await read(sent)).text).toContain(`${text} Grüße`)
})
