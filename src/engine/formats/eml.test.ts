import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTnef } from './mail/testing/makeTnef'
import { readContainer, refusalOf } from './mail/testing/readContainer'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-eml-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function file(content: string | Uint8Array, name = `${++count}.eml`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const headers = 'From: Ann <ann@example.com>\nTo: ben@example.com\nSubject: Keys\nMIME-Version: 1.0\n'
const read = (rest: string) => readContainer(file(headers + rest))

interface Part {
  type: string
  body: string | Uint8Array
  headers?: string
}
function multipart(kind: string, parts: readonly Part[], boundary = 'B'): string {
  const written = parts.map(({ type, body, headers: more = '' }) =>
    typeof body === 'string'
      ? `Content-Type: ${type}\n${more}\n${body}\n`
      : `Content-Type: ${type}\n${more}Content-Transfer-Encoding: base64\n\n${Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\n')}\n`,
  )
  return `Content-Type: multipart/${kind}; boundary=${boundary}\n\n${written.map((part) => `--${boundary}\n${part}`).join('')}--${boundary}--\n`
}
const attached = (name: string) => `Content-Disposition: attachment; filename="${name}"\n`

it('a message is as old as it says', async () => {
  expect((await read('Date: Wed, 16 Jul 2008 23:24:06 +0300\n\nThe keys are with the porter.\n')).pages[0]!.published).toBe('2008-07-16')
  expect((await read('\nThe keys are with the porter.\n')).pages[0]!.published).toBeUndefined()
})

describe('the text of a message', () => {
  it('is the plain one, unless that says much less than the web page', async () => {
    const html = '<p>The rent of the warehouse is <b>900</b> a month.</p>'
    const both = (plain: string) =>
      read(
        multipart('alternative', [
          { type: 'text/plain', body: plain },
          { type: 'text/html', body: html },
        ]),
      )
    expect((await both('The rent of the warehouse is 900 a month (plain).')).text).toContain('(plain)')
    const { text } = await both('No HTML?')
    expect(text).toContain('The rent of the warehouse is 900 a month.')
    expect(text).not.toContain('No HTML?')
  })

  it('is the web page where the plain one only says that there is one, and both where each says much of its own', async () => {
    const both = (plain: string, html: string) =>
      read(
        multipart('alternative', [
          { type: 'text/plain', body: plain },
          { type: 'text/html', body: html },
        ]),
      )
    const bill = '<h1>Bill 77</h1><table><tr><td>Ladder</td><td>64.50</td></tr></table><p>To be paid within ten days.</p>'
    for (const stub of [
      'Your program shows no web pages: use another one.',
      'Read this in a browser: https://example.com/a/77\n\nUnsubscribe',
    ]) {
      const { text } = await both(stub, bill)
      expect(text).toContain('64.50')
      expect(text).not.toContain(stub.slice(0, 12))
    }
    const thanks = await both(
      'We thank you very much for ordering at our shop; details stand elsewhere.',
      '<p>Bill 77: 64.50, due soon.</p>',
    )
    expect(thanks.text).toMatch(/We thank you[^]*\n\nBill 77: 64\.50, due soon\.$/)
    const [body] = thanks.pages[0]?.blocks.slice(-1) ?? []
    expect(thanks.text.slice(body?.start, body?.end)).toBe('Bill 77: 64.50, due soon.')
    const same = await both('Bill 77\n\nLadder 64.50\n\nTo be paid within ten days. (plain)', bill)
    expect(same.text).toContain('(plain)')
    expect((await both('請求書は次の通りです。(plain)', '<p>請求書は次の<br>通りです。</p>')).text).toContain('(plain)')
  })

  it('is decoded however few headers there are', async () => {
    const coded = Buffer.from('The cellar is dry.').toString('base64')
    const { format, text } = await readContainer(file(`Subject: Cellar\nContent-Transfer-Encoding: base64\n\n${coded}\n`))
    expect([format, text]).toEqual(['eml', 'Cellar\n\nThe cellar is dry.'])
    expect(await readContainer(file('Content-Type: text/html\n\n<p>Only <b>this</b>.</p>\n'))).toMatchObject({ text: 'Only this.' })
    expect(await readContainer(file(`Content-Transfer-Encoding: base64\nSubject: Cellar\n\n${coded}\n`, 'cellar'))).toMatchObject({
      format: 'eml',
    })
    expect(await readContainer(file('Subject: a word\n\nA note that only begins so.\n', 'note.txt'))).toMatchObject({ format: 'text' })
    const claimed = await readContainer(file('Content-Type: multipart/mixed; boundary=Q\n\n--Q\nnever closed\n'))
    expect(claimed).toMatchObject({ format: 'eml', text: expect.stringContaining('never closed') })
  })

  it('tells what is quoted from what is not', async () => {
    const { pages } = await read('\n\nYes.\n> Is it?\n> Really?\nIndeed.\n')
    expect(pages[0]?.blocks.map(({ kind, start, end }) => [kind, pages[0]?.text.slice(start, end)])).toEqual([
      ['heading', 'Keys'],
      ['paragraph', 'From: Ann <ann@example.com>\nTo: ben@example.com'],
      ['paragraph', 'Yes.'],
      ['quote', '> Is it?\n> Really?'],
      ['paragraph', 'Indeed.'],
    ])
  })

  it('is found behind what mail programs put before it, under any name', async () => {
    const plain = `${headers}\nThe keys.\n`
    for (const before of ['\ufeff', 'From ann@example.com Mon Jan  1 10:00:00 2024\n', '\r\n\r\n', `${Buffer.byteLength(plain)}\n`])
      expect((await readContainer(file(before + plain + (/^\d/.test(before) ? '<?xml version="1.0"?><plist/>' : '')))).text).toMatch(
        /^Keys\n[^]*The keys\.$/,
      )
    expect((await readContainer(file('Only a text, saved under a wrong name.'))).format).toBe('text')
    expect((await readContainer(file(plain, 'message'))).format).toBe('eml')
    expect((await readContainer(file('{"from":"ann","to":"ben"}\n', 'a.json'))).format).not.toBe('eml')
  })

  it('of a web page that was saved with its pictures is the web page', async () => {
    const page = multipart('related', [{ type: 'text/html', body: '<h1>Opening hours</h1><p>Nine to five.</p>' }])
    const { format, text } = await readContainer(
      file(`From: <Saved by a browser>\nSubject: Hours\nMIME-Version: 1.0\n${page}`, 'hours.mhtml'),
    )
    expect(format).toBe('eml')
    expect(text).toContain('Nine to five.')
  })

  it('marks what a web page hides, wherever it hides it', async () => {
    const hidden = [
      '<div style="display:none">one</div>',
      '<p hidden>two</p>',
      '<p><font color="#FFFFFF">three</font></p>',
      '<p><span style="font-size:0.5px">four</span></p>',
      '<table><tr><td style="color:white">five</td></tr></table>',
    ]
    const shown = '<div style="background:#036"><p style="color:white">On a ground.</p></div>'
    const { pages } = await read(`Content-Type: text/html\n\n<p>Seen.</p>${hidden.join('')}${shown}`)
    const marked = pages[0]?.hidden?.map(({ start, end }) => pages[0]?.text.slice(start, end))
    expect(marked).toEqual(['one', 'two', 'three', 'four', 'five'])
    expect(pages[0]?.text).toContain('On a ground.')
  })
})

describe('what came with a message', () => {
  it('are documents under the names it gives them, without folders', async () => {
    const { children, text } = await read(
      multipart('mixed', [
        { type: 'text/plain', body: 'See below.' },
        { type: 'application/pdf', body: Buffer.from('%PDF-1.7'), headers: attached('annex.pdf') },
        { type: 'text/plain', body: 'b', headers: attached('../../../etc/passwd') },
        { type: 'text/plain', body: 'c', headers: "Content-Disposition: attachment; filename*=utf-8''%2e%2e%2f%C3%BCber.txt\n" },
        { type: 'text/plain', body: 'd', headers: attached('annex.pdf') },
        { type: 'text/calendar; method=REQUEST', body: 'BEGIN:VCALENDAR' },
        { type: 'application/pgp-signature', body: 'seal', headers: attached('signature.asc') },
      ]),
    )
    expect(children.map((child) => child.name)).toEqual(['annex.pdf', 'passwd', 'über.txt', 'annex (2).pdf', 'attachment.ics'])
    expect(children[0]?.content?.toString()).toBe('%PDF-1.7')
    expect(text).toContain('Attachments: annex.pdf, passwd, über.txt, annex (2).pdf, attachment.ics')
  })

  it('may be messages, which go by their subjects', async () => {
    const inner = (subject: string) => `From: c@example.com\nSubject: ${subject}\n\nWithin.\n`
    const { children } = await read(
      multipart('digest', [
        { type: 'message/rfc822', body: inner('=?utf-8?q?=C3=84rger?=') },
        { type: 'message/rfc822', body: inner('and/or') },
        { type: 'message/rfc822', body: 'From: c@example.com\n\nNo subject.' },
      ]),
    )
    expect(children.map((child) => child.name)).toEqual(['Ärger.eml', 'and-or.eml', 'message.eml'])
  })

  it('are pictures within the text only where they are larger than icons', async () => {
    const noise = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: 'white', noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
        .png()
        .toBuffer()
    const picture = async (name: string, width: number, height: number): Promise<Part> => ({
      type: `image/png; name=${name}.png`,
      body: await noise(width, height),
      headers: `Content-ID: <${name}@example.com>\nContent-Disposition: inline\n`,
    })
    const { children } = await read(
      multipart('related', [
        { type: 'text/html', body: '<p>Look: <img src="cid:screen@example.com"></p>' },
        await picture('pixel', 1, 1),
        await picture('banner', 600, 60),
        await picture('screen', 300, 200),
      ]),
    )
    expect(children.map((child) => child.name)).toEqual(['screen.png'])
  })

  it('is taken out of winmail.dat, with the text where the message has none', async () => {
    const tnef = makeTnef({
      body: 'Written in Outlook.',
      attachments: [{ title: 'LONGNA~1.TXT', longName: 'Long name – of a file.txt', content: 'attached' }],
    })
    const { children, text } = await read(
      multipart('mixed', [{ type: 'application/ms-tnef; name="winmail.dat"', body: tnef, headers: attached('winmail.dat') }]),
    )
    expect(children.map((child) => [child.name, child.content?.toString()])).toEqual([['Long name – of a file.txt', 'attached']])
    expect(text).toContain('Written in Outlook.')
    const cut = await read(
      multipart('mixed', [{ type: 'application/ms-tnef', body: tnef.subarray(0, 5), headers: attached('winmail.dat') }]),
    )
    expect(cut.children).toMatchObject([{ name: 'winmail.dat', code: 'DOCUMENT_CORRUPT' }])
  })
})

describe('a message that cannot be opened', () => {
  it('says so where it is encrypted, and gives the rest', async () => {
    const pgp = '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----'
    const whole = await read(
      multipart('encrypted', [
        { type: 'application/pgp-encrypted', body: 'Version: 1' },
        { type: 'application/octet-stream', body: pgp, headers: 'Content-Disposition: inline; filename="encrypted.asc"\n' },
      ]),
    )
    const inText = await read(`\nBefore.\n\n${pgp}\n\nAfter.\n`)
    for (const { children } of [whole, inText]) {
      expect(children).toMatchObject([{ name: 'encrypted.asc', code: 'FORMAT_UNSUPPORTED' }])
      expect(children[0]?.message).toMatch(/encrypted \(OpenPGP\).*save it without encryption/)
    }
    expect(inText.text).toMatch(/Before\.\s+After\.$/)
    expect(whole.text).toContain('ben@example.com')
  })

  it('is read where it is only signed, in any way', async () => {
    const signed =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe keys.\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n'
    expect((await read(`\n${signed}`)).text).toMatch(/\n\nThe keys\.$/)
    const opaque = await readContainer(join(import.meta.dirname, 'fixtures/eml/signed.eml'))
    expect(opaque).toMatchObject({ text: expect.stringContaining('The vault opens at nine.'), children: [] })
  })

  it('ends where its parts lie too deep in each other, without running out of stack', async () => {
    const nested = (depth: number) => {
      const opening = Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`)
      return `${opening.join('')}Content-Type: text/plain\n\nThe innermost.\n`
    }
    expect((await read(nested(50))).text).toContain('The innermost.')
    expect((await refusalOf(file(headers + nested(5_000)))).code).toBe('DOCUMENT_TOO_DEEP')
    let message = 'From: a@example.com\nSubject: innermost\n\nHere.\n'
    for (let i = 0; i < 500; i++) message = `From: a@example.com\nSubject: ${i}\nContent-Type: message/rfc822\n\n${message}`
    expect((await readContainer(file(message))).children.map((child) => child.name)).toEqual(['498.eml'])
  })

  it('is refused where it says nothing, or is too large', async () => {
    expect((await refusalOf(file('From:\nTo:\nSubject:\n\n'))).code).toBe('DOCUMENT_EMPTY')
    const { truncateSync } = await import('node:fs')
    const path = file(`${headers}\nText.\n`)
    truncateSync(path, 129 * 2 ** 20)
    expect((await refusalOf(path)).code).toBe('DOCUMENT_TOO_LARGE')
  })
})

it('a message whose lines end as on old Macs is read like any other', async () => {
  const { text } = await readContainer(file((headers + '\nThe keys\nare here.\n').replaceAll('\n', '\r')))
  expect(text).toContain('From: Ann <ann@example.com>')
  expect(text).toContain('The keys\nare here.')
})

it('a message of more attachments or headers than any real one is refused with the reason', async () => {
  const parts = Array.from({ length: 10_001 }, (_, n) => ({
    type: `text/plain; name=${n}.txt`,
    body: 'x',
    headers: 'Content-Disposition: attachment\n',
  }))
  expect(await refusalOf(file(headers + multipart('mixed', parts)))).toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  const header = `X-Long: ${'x'.repeat(9 * 2 ** 20)}\n`
  expect(await refusalOf(file(`${headers + header}\nText`))).toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
})
