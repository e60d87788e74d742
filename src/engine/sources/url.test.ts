import type { RequestListener } from 'node:http'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { openBook } from '../../core/egress/testing/openBook'
import { createEgressGate } from '../../core/egress'
import { type LocalServer, startLocalServer } from '../../core/egress/testing/localServer'
import type { Fetched } from '../source'
import { sourceOf } from './index'
import { source } from './url'
import { readableAlone } from './url/charset'
import { fileNameOf, nameFrom } from './url/fileName'
import { canonicalAddress, plainAddress } from './url/pageAddress'
import { readPageHead } from './url/pageHead'

let server: LocalServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Fetches one address of a server that stands in for the web, through the real gate. */
async function fetched(path: string, answer: RequestListener): Promise<Fetched> {
  server = await startLocalServer(answer)
  const host = server.host
  const context = createEgressGate({ allowed: () => [host] }).forSources(new AbortController().signal, openBook())
  const all: Fetched[] = []
  for await (const one of source.fetch({ url: new URL(path, server.origin) }, context)) all.push(one)
  expect(all).toHaveLength(1)
  return all[0] as Fetched
}

const page = (head: string, body = '<p>text') => `<!doctype html><html><head>${head}</head><body>${body}</body></html>`
const html =
  (text: string | Uint8Array, type = 'text/html; charset=utf-8'): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(text)
const textOf = (one: Fetched) => new TextDecoder().decode('content' in one ? one.content : new Uint8Array())
const errorOf = (one: Fetched) => ('error' in one ? one : undefined)

describe('a web page', () => {
  it('is kept byte for byte, named after its title, and known by the address it calls its own', async () => {
    const text = page('<title>\n  Sales &amp; Costs:\t2025 </title><link rel="canonical" href="/reports/2025">')
    const one = await fetched('/reports/2025?utm_source=mail&utm_medium=x#costs', html(text))
    expect(one).toMatchObject({ name: 'Sales & Costs 2025.html', origin: `${server?.origin}/reports/2025` })
    expect(textOf(one)).toBe(text)
  })

  it('is known by where it was found in the end, when it was moved', async () => {
    const one = await fetched('/old', (request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new?id=3&fbclid=x' }).end()
      else html(page('<title>New</title>'))(request, response)
    })
    expect(one).toMatchObject({ name: 'New.html', origin: `${server?.origin}/new?id=3` })
  })

  it('without a title is named after its path, or its host', async () => {
    expect((await fetched('/guides/first%20steps.php', html(page('')))).name).toBe('first steps.html')
    await server?.close()
    expect((await fetched('/', html(page('')))).name).toBe('127.0.0.1.html')
  })

  it('keeps the name of a file that is no page, and gets an ending where it has none', async () => {
    expect(await fetched('/a/Annual%20report.pdf?download=1', html('%PDF-1.7', 'application/pdf'))).toMatchObject({
      name: 'Annual report.pdf',
    })
    await server?.close()
    expect(await fetched('/download/17', html('%PDF-1.7', 'application/pdf'))).toMatchObject({ name: '17.pdf' })
    await server?.close()
    expect(await fetched('/data', html('a,b\n', 'text/csv'))).toMatchObject({ name: 'data.csv' })
    await server?.close()
    expect(await fetched('/letter.docx', html('PK', 'application/octet-stream'))).toMatchObject({ name: 'letter.docx' })
  })

  it('in a character set that only its header names can be read without it; one that says so itself stays as it was sent', async () => {
    const russian = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]) // “Привет” in windows-1251
    const bare = Buffer.concat([Buffer.from('<title>'), russian, Buffer.from('</title>')])
    const one = await fetched('/ru', html(bare, 'text/html; charset=windows-1251'))
    expect(one.name).toBe('Привет.html')
    expect(textOf(one)).toBe('<title>Привет</title>')
    expect('content' in one && one.content.subarray(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]))
    const own = Buffer.concat([Buffer.from('<meta charset="windows-1251"><title>'), russian, Buffer.from('</title>')])
    await server?.close()
    const other = await fetched('/ru', html(own, 'text/html; charset=windows-1251'))
    expect(other).toMatchObject({ name: 'Привет.html', content: own })
  })

  it.each([
    [404, 'SOURCE_UNREACHABLE', true, /has no such page/],
    [410, 'SOURCE_UNREACHABLE', true, /has no such page/],
    [401, 'SOURCE_BLOCKED', false, /does not give this page to everybody/],
    [403, 'SOURCE_BLOCKED', false, /save it and add the file/],
    [429, 'SOURCE_BLOCKED', false, /asked too often/],
    [500, 'SOURCE_UNREACHABLE', false, /answered with an error/],
    [503, 'SOURCE_UNREACHABLE', false, /Retry later/],
    [304, 'SOURCE_UNREACHABLE', false, /answered with an error/],
  ])('that is answered with status %i is a failure of code %s', async (status, code, asked, reason) => {
    const one = errorOf(await fetched('/notes/page.html#x', (_request, response) => response.writeHead(status).end()))
    expect(one).toMatchObject({
      name: `${server?.host}/notes/page.html`,
      origin: `${server?.origin}/notes/page.html`,
      mistaken: asked,
      error: { code },
    })
    expect(one?.error.message).toMatch(reason)
  })

  it('that is empty, too large, a film or behind a refused redirect is a failure with its reason', async () => {
    const judge = async (answer: RequestListener) => {
      const one = errorOf(await fetched('/page', answer))
      await server?.close()
      return one?.error.code
    }
    expect(await judge(html(''))).toBe('DOCUMENT_EMPTY')
    expect(await judge(html(Buffer.alloc(10 * 2 ** 20 + 1, 'a')))).toBe('DOCUMENT_TOO_LARGE')
    expect(await judge(html('film', 'video/mp4'))).toBe('SOURCE_BLOCKED')
    expect(await judge((_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end())).toBe('SOURCE_BLOCKED')
  })

  it('stops when it is told to, without a document', async () => {
    server = await startLocalServer(() => {})
    const stop = new AbortController()
    const { host, origin } = server
    const context = createEgressGate({ allowed: () => [host] }).forSources(stop.signal, openBook())
    const reading = (async () => {
      for await (const _one of source.fetch({ url: new URL(origin) }, context)) throw new Error('nothing should come')
    })()
    stop.abort()
    await expect(reading).rejects.toThrow(/abort/i)
  })
})

describe('what a page calls its own address', () => {
  it.each([
    ['https://a.example/p?x=1#top', null, 'https://a.example/p?x=1'],
    ['https://a.example/p?utm_source=b&x=1&gclid=2', null, 'https://a.example/p?x=1'],
    ['https://www.a.example/p/', 'https://a.example/p', 'https://a.example/p'],
    ['http://a.example/p', 'https://a.example/p', 'https://a.example/p'],
    ['https://a.example/old-title-17', '/new-title-17', 'https://a.example/new-title-17'],
    ['https://a.example/p?utm_source=b', 'https://a.example/p', 'https://a.example/p'],
    ['https://a.example/p', 'https://b.example/p', 'https://a.example/p'],
    ['https://a.example/p', 'https://a.example/', 'https://a.example/p'],
    ['https://a.example/list/page/2', 'https://a.example/list', 'https://a.example/list/page/2'],
    ['https://a.example/list?page=2', 'https://a.example/list', 'https://a.example/list?page=2'],
    ['https://a.example/p', 'javascript:alert(1)', 'https://a.example/p'],
    ['https://a.example/p', 'http://[', 'https://a.example/p'],
    ['https://a.example/p', 'https://user:x@a.example/q', 'https://a.example/p'],
    ['https://a.example:8080/p', 'https://a.example/q', 'https://a.example:8080/p'],
    ['https://a.example/', 'https://a.example/', 'https://a.example/'],
  ])('of %s with %s is %s', (address, canonical, expected) => {
    expect(canonicalAddress(address, canonical)).toBe(expected)
  })

  it('stays the same when it is asked for again', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (address) => {
        const once = plainAddress(address)
        expect(plainAddress(once)).toBe(once)
        expect(canonicalAddress(once, once)).toBe(once)
      }),
    )
  })
})

describe('the head of a page', () => {
  it('is read whatever case, quotes and order it is written in; comments, scripts and pictures do not count', () => {
    expect(
      readPageHead(
        `<!-- <title>no</title> --><script>"<title>no</title>"</script><svg><title>no</title></svg><TITLE lang=en>Yes &#8212; &#x2014; &copy; &unknown;</TITLE>`,
      ).title,
    ).toBe('Yes — — © &unknown;')
    expect(readPageHead(`<LINK HREF='/a?b=1&amp;c=2' REL="alternate Canonical">`).canonical).toBe('/a?b=1&c=2')
    expect(readPageHead(`<meta content="A title" property=og:title><title></title>`).title).toBe('A title')
    expect(readPageHead('<p>no head')).toEqual({ title: null, canonical: null })
    expect(readPageHead('<title>never closed').title).toBe('never closed')
  })

  it('is found quickly in a page made to be slow', () => {
    const size = 256 * 1024
    const hostile = [
      '<title',
      '<title>',
      '<meta ',
      '<link rel=',
      '<!--',
      '<script',
      '<script></script ',
      '&#',
      '<',
      'a=',
      '<meta a a a a a ',
      `<meta ${' '.repeat(500)}`,
    ]
    for (const piece of hostile) {
      const started = performance.now()
      readPageHead(piece.repeat(Math.ceil(size / piece.length)))
      expect([piece, performance.now() - started < 500]).toEqual([piece, true])
    }
  })
})

describe('the name of a page', () => {
  it('is never a path, never empty and never too long', () => {
    expect(nameFrom('../../etc/passwd')).toBe('etc passwd')
    expect(nameFrom('a\u0000b\u202ec\nd')).toBe('abcd')
    expect(nameFrom('...')).toBe('')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (title, mediaType) => {
        const name = fileNameOf(new URL('https://a.example/x/../y.html'), { title, mediaType })
        expect(name).toMatch(/^[^/\\:*?"<>|\u0000-\u001f]+$/)
        expect(name.length).toBeGreaterThan(0)
        expect([...name].length).toBeLessThan(130)
        expect(name.startsWith('.')).toBe(false)
      }),
    )
  })

  it('of an address that cannot be decoded stays as it is written', () => {
    expect(fileNameOf(new URL('https://a.example/%E0%A4%A.html'), { title: null, mediaType: 'text/html' })).toBe('%E0%A4%A.html')
  })
})

describe('text that comes with a header', () => {
  it('is left alone where it says its own character set, is UTF-8, or is no text', () => {
    const utf8 = new TextEncoder().encode('<p>größer')
    expect(readableAlone(utf8, { mediaType: 'text/html', charset: 'windows-1251' })).toBe(utf8)
    const binary = new Uint8Array([1, 2, 255])
    expect(readableAlone(binary, { mediaType: 'application/pdf', charset: 'windows-1251' })).toBe(binary)
    expect(readableAlone(binary, { mediaType: 'text/plain', charset: 'no-such-set' })).toBe(binary)
    expect(readableAlone(binary, { mediaType: 'text/plain', charset: null })).toBe(binary)
    const marked = new Uint8Array([0xff, 0xfe, 0x41, 0x04])
    expect(readableAlone(marked, { mediaType: 'text/plain', charset: 'windows-1251' })).toBe(marked)
  })
})

it('any page is one of this source, a video is not', () => {
  expect(sourceOf(new URL('https://example.com/watch?v=x')).id).toBe('url')
})
