import type { RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { openBook } from './testing/openBook'
import { createEgressGate, type EgressOptions } from './index'
import { type LocalServer, startLocalServer } from './testing/localServer'

/* Real connections on loopback, which the gate refuses unless a test allows the one server by name, as a user allows an intranet. */

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

async function serve(answer: RequestListener, place?: { address?: string; port?: number }): Promise<LocalServer> {
  const server = await startLocalServer(answer, place)
  opened.push(server)
  return server
}

const never = new AbortController().signal
const open = (allowed: string[], options: EgressOptions = {}) =>
  createEgressGate({ allowed: () => allowed, userAgent: 'Carrel/1.0', ...options }).forSources(never, openBook())
const textOf = ({ bytes }: { bytes: Uint8Array }) => new TextDecoder().decode(bytes)
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => ({ code: 'nothing', message: '' }),
    (cause: { code: string; message: string }) => cause,
  )
  return `${error.code}: ${error.message}`
}

describe('the gate for sources', () => {
  it('fetches a page and says nothing of itself but its name: no cookie, no referrer, no key', async () => {
    const server = await serve((_request, response) => {
      response.setHeader('set-cookie', 'id=1')
      response.setHeader('content-type', 'Text/HTML; charset="ISO-8859-1"')
      response.end('<p>hello')
    })
    const { fetch } = open([server.host])
    for (let n = 0; n < 2; n++) {
      const answer = await fetch(`${server.origin}/page?a=1#part`, {
        headers: { accept: 'text/html', Cookie: 'a=1', authorization: 'Bearer x', referer: 'http://elsewhere/', 'x-other': '1' },
      })
      expect(answer).toMatchObject({ status: 200, mediaType: 'text/html', charset: 'iso-8859-1' })
      expect(textOf(answer)).toBe('<p>hello')
    }
    for (const { headers, url } of server.requests) {
      expect(url).toBe('/page?a=1')
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
      expect(headers['user-agent']).toBe('Carrel/1.0')
    }
  })

  it('refuses this machine where it was not allowed by name, without connecting', async () => {
    const server = await serve((_request, response) => response.end('secret'))
    expect(await failure(open([]).fetch(server.origin))).toMatch(/^SOURCE_BLOCKED: 127\.0\.0\.1 is not on the public internet/)
    expect(server.requests).toEqual([])
  })

  it('follows redirects, and checks each hop: one to this machine is refused', async () => {
    const secret = await serve((_request, response) => response.end('secret'))
    const server = await serve((request, response) => {
      const to = { '/moved': '/page', '/page': null, '/inside': `${secret.origin}/`, '/decimal': `http://2130706433:${secret.port}/` }[
        request.url!
      ]
      if (to) response.writeHead(302, { location: to })
      response.end('a page')
    })
    const { fetch } = open([server.host])
    expect(await fetch(`${server.origin}/moved`)).toMatchObject({ status: 200, url: `${server.origin}/page` })
    for (const path of ['/inside', '/decimal'])
      expect(await failure(fetch(server.origin + path))).toMatch(/^SOURCE_BLOCKED: The page leads to http:.*not on the public internet/)
    expect(secret.requests).toEqual([])
  })

  it.each([
    ['file:///etc/passwd', /leads to file:.*Only http and https/],
    ['//169.254.169.254/latest/meta-data/', /169\.254\.169\.254 is not on the public internet/],
    ['http://user:secret@example.com/', /holds a user name or a password/],
    ['http://[::1]/', /is not on the public internet/],
    ['http://', /is not a web address/],
  ])('refuses a redirect to %s', async (location, reason) => {
    const server = await serve((_request, response) => response.writeHead(301, { location }).end())
    const told = await failure(open([server.host]).fetch(server.origin))
    expect(told).toMatch(/^SOURCE_BLOCKED/)
    expect(told).toMatch(reason)
  })

  it('gives up after five redirects', async () => {
    const server = await serve((request, response) => response.writeHead(302, { location: `/${Number(request.url!.slice(1)) + 1}` }).end())
    expect(await failure(open([server.host]).fetch(`${server.origin}/0`))).toMatch(/^SOURCE_BLOCKED.*more than 5 times/)
    expect(server.requests.map(({ url }) => url)).toEqual(['/0', '/1', '/2', '/3', '/4', '/5'])
  })

  it('looks a name up once and connects to the address that was checked, whatever the name means a moment later', async () => {
    const first = await serve((_request, response) => response.end('the checked one'))
    const second = await serve((_request, response) => response.end('the other one'), { address: '127.0.0.2', port: first.port })
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2']
    let lookups = 0
    const { fetch } = open([`turncoat.example:${first.port}`], {
      lookup: async () => [{ address: answers[lookups++] as string, family: 4 }],
    })
    expect(textOf(await fetch(`http://turncoat.example:${first.port}/`))).toBe('the checked one')
    expect([lookups, first.requests.length, second.requests.length]).toEqual([1, 1, 0])
    expect(first.requests[0]?.headers.host).toBe(`turncoat.example:${first.port}`)
  })

  it('refuses a name that was public on one hop and is private on the next', async () => {
    const server = await serve((_request, response) => response.writeHead(302, { location: 'http://turncoat.example/' }).end())
    const { fetch } = open([server.host], { lookup: async () => [{ address: '10.0.0.1', family: 4 }] })
    expect(await failure(fetch(server.origin))).toMatch(/^SOURCE_BLOCKED.*turncoat\.example \(10\.0\.0\.1\) is not on the public internet/)
  })

  it('counts while it reads, and stops at the limit however the length was announced', async () => {
    let sent = 0
    const server = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 11 * 2 ** 20)
      response.on('error', () => {})
      const more = () => {
        while (!response.destroyed && sent < 100 * 2 ** 20) {
          sent += 65_536
          if (!response.write(Buffer.alloc(65_536, 'a'))) return void response.once('drain', more)
        }
        response.end()
      }
      if (request.url === '/announced') response.flushHeaders()
      else more()
    })
    for (const path of ['/announced', '/endless'])
      expect(await failure(open([server.host]).fetch(server.origin + path))).toMatch(/^DOCUMENT_TOO_LARGE: .*more than 10 MB/)
    expect(sent).toBeLessThan(20 * 2 ** 20)
  })

  it('counts again while it inflates: a small answer cannot become a large one', async () => {
    const bombs: Record<string, Buffer> = {
      gzip: gzipSync(Buffer.alloc(64 * 2 ** 20)),
      br: brotliCompressSync(Buffer.alloc(64 * 2 ** 20)),
      deflate: deflateSync(Buffer.alloc(64 * 2 ** 20)),
    }
    const server = await serve((request, response) => {
      const encoding = request.url!.slice(1)
      response.writeHead(200, { 'content-encoding': encoding }).end(bombs[encoding])
    })
    for (const encoding of Object.keys(bombs))
      expect(await failure(open([server.host]).fetch(`${server.origin}/${encoding}`))).toMatch(/^DOCUMENT_TOO_LARGE/)
  })

  it('inflates what it asked for, and refuses what is broken or compressed in another way', async () => {
    const text = 'a page that was compressed '.repeat(100)
    const forms: Record<string, [string, Buffer]> = {
      '/gzip': ['gzip', gzipSync(text)],
      '/br': ['br', brotliCompressSync(text)],
      '/deflate': ['deflate', deflateSync(text)],
      '/identity': ['identity', Buffer.from(text)],
      '/cut': ['gzip', gzipSync(text).subarray(0, 30)],
      '/wrong': ['gzip', Buffer.from('this is not compressed at all')],
      '/strange': ['compress', Buffer.from('x')],
    }
    const server = await serve((request, response) => {
      const [encoding, body] = forms[request.url!] as [string, Buffer]
      response.writeHead(200, { 'content-encoding': encoding }).end(body)
    })
    const { fetch } = open([server.host])
    for (const path of ['/gzip', '/br', '/deflate', '/identity']) expect(textOf(await fetch(server.origin + path))).toBe(text)
    for (const path of ['/cut', '/wrong', '/strange']) expect(await failure(fetch(server.origin + path))).toMatch(/^SOURCE_UNREACHABLE/)
  })

  it('gives up on a host that says nothing, that stops in the middle, and that takes too long as a whole', async () => {
    const timers: ReturnType<typeof setInterval>[] = []
    const server = await serve((request, response) => {
      if (request.url === '/half') response.write('half of it')
      if (request.url === '/slow') timers.push(setInterval(() => response.write('x'), 50))
    })
    const { fetch } = open([server.host], { limits: { stallMs: 300, totalMs: 1_200 } })
    for (const [path, reason] of [
      ['/silent', /said nothing for 0\.3 seconds/],
      ['/half', /said nothing for 0\.3 seconds/],
      ['/slow', /took longer than 1\.2 seconds/],
    ] as const) {
      const started = performance.now()
      const told = await failure(fetch(server.origin + path))
      expect(told).toMatch(/^SOURCE_UNREACHABLE: 127\.0\.0\.1 /)
      expect(told).toMatch(reason)
      expect(performance.now() - started).toBeLessThan(3_000)
    }
    timers.forEach(clearInterval)
  })

  it('does not wait longer for a name than for a page', async () => {
    const { fetch } = open([], { lookup: () => new Promise(() => {}), limits: { stallMs: 200 } })
    expect(await failure(fetch('http://silent.example/'))).toMatch(/^SOURCE_UNREACHABLE/)
  })

  it('refuses types that hold no document, and takes those that may, also without a type', async () => {
    const server = await serve((request, response) => {
      const type = decodeURIComponent(request.url!.slice(1))
      if (type) response.setHeader('content-type', type)
      response.end('x')
    })
    const { fetch } = open([server.host])
    const judge = async (type: string) => (await failure(fetch(`${server.origin}/${encodeURIComponent(type)}`))).split(':')[0]
    for (const type of [
      'video/mp4',
      'audio/mpeg',
      'font/woff2',
      'text/css',
      'application/javascript',
      'text/javascript; charset=utf-8',
      'application/wasm',
    ])
      expect([type, await judge(type)]).toEqual([type, 'SOURCE_BLOCKED'])
    for (const type of [
      '',
      'text/html',
      'text/plain',
      'application/pdf',
      'application/octet-stream',
      'image/png',
      'application/rss+xml',
      'application/json',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ])
      expect([type, await judge(type)]).toEqual([type, 'nothing'])
  })

  it('hands every status on with what came with it', async () => {
    const server = await serve((request, response) =>
      response.writeHead(Number(request.url!.slice(1)), { 'content-type': 'video/mp4' }).end('why'),
    )
    for (const status of [404, 410, 429, 500, 503])
      expect(await open([server.host]).fetch(`${server.origin}/${status}`)).toMatchObject({ status, bytes: Buffer.from('why') })
  })

  it('says in words why a host could not be reached', async () => {
    const gone = await startLocalServer(() => {})
    await gone.close()
    const broken = createServer((socket) => socket.on('error', () => {}).end('this is not HTTP\r\n\r\n'))
    const cut = createServer((socket) => socket.on('error', () => {}).destroy())
    const port = (server: typeof broken) =>
      new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)))
    const ports = [await port(broken), await port(cut)]
    const plain = await serve((_request, response) => response.end())
    const { fetch } = open(['127.0.0.1'], {
      lookup: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
      },
    })
    for (const [address, reason] of [
      [gone.origin, /127\.0\.0\.1 refused the connection/],
      [`http://127.0.0.1:${ports[0]}/`, /answered with something that is not HTTP/],
      [`http://127.0.0.1:${ports[1]}/`, /broke the connection off/],
      [`https://${plain.host}/`, /could not prove who it is/],
      ['http://nowhere.example/', /The host nowhere\.example was not found/],
    ] as const) {
      const told = await failure(fetch(address))
      expect(told).toMatch(/^SOURCE_UNREACHABLE/)
      expect(told).toMatch(reason)
    }
    broken.close()
    cut.close()
  })

  it('stops at once when it is told to', async () => {
    const server = await serve(() => {})
    const stop = new AbortController()
    const { fetch } = createEgressGate({ allowed: () => [server.host] }).forSources(stop.signal, openBook())
    const asked = fetch(server.origin)
    setTimeout(() => stop.abort(), 50)
    await expect(asked).rejects.toThrow(/abort/i)
    await expect(fetch(server.origin)).rejects.toThrow(/abort/i)
  })
})

describe('robots.txt', () => {
  const rules =
    (status: number, text: string): RequestListener =>
    (request, response) => {
      if (request.url === '/robots.txt') response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
      else response.end('page')
    }

  it('is asked once a site, and what it refuses to Carrel is not fetched', async () => {
    const server = await serve(rules(200, 'User-agent: *\nDisallow: /private/\n\nUser-agent: Carrel\nDisallow: /closed\n'))
    const { askRobots } = open([server.host])
    await askRobots(`${server.origin}/open`)
    await askRobots(`${server.origin}/private/page`)
    expect(await failure(askRobots(`${server.origin}/closed/page`))).toMatch(/^SOURCE_BLOCKED.*robots\.txt/)
    expect(server.requests.map(({ url }) => url)).toEqual(['/robots.txt'])
  })

  it.each([
    [404, '', 'nothing'],
    [403, '', 'nothing'],
    [500, '', 'SOURCE_BLOCKED'],
    [200, '', 'nothing'],
    [200, '<!doctype html><p>no rules', 'nothing'],
    [200, 'User-agent: *\nDisallow: /', 'SOURCE_BLOCKED'],
  ])('with status %d and “%s” says %s', async (status, text, expected) => {
    const server = await serve(rules(status, text))
    expect((await failure(open([server.host]).askRobots(`${server.origin}/page`))).split(':')[0]).toBe(expected)
  })

  it('says no where it cannot be reached', async () => {
    const gone = await startLocalServer(() => {})
    await gone.close()
    expect(await failure(open([gone.host]).askRobots(`${gone.origin}/page`))).toMatch(/^SOURCE_BLOCKED/)
  })
})

describe('the gate for models', () => {
  it('reaches the address that was set up and nothing else, and follows no redirect by itself', async () => {
    const other = await serve((_request, response) => response.end('other'))
    const server = await serve((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: other.origin })
      response.end('answer')
    })
    const fetch = createEgressGate().fetchFor({ purpose: 'answer', book: openBook() }, `${server.origin}/v1`)
    expect(await (await fetch(`${server.origin}/v1/chat`)).text()).toBe('answer')
    expect((await fetch(`${server.origin}/away`)).status).toBe(302)
    await expect(fetch(other.origin)).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' })
    await expect(fetch(new Request(other.origin))).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' })
    expect(other.requests).toEqual([])
  })
})
