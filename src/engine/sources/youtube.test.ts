import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { openBook } from '../../core/egress/testing/openBook'
import { createEgressGate } from '../../core/egress'
import { type LocalServer, startLocalServer } from '../../core/egress/testing/localServer'
import type { Fetched, SourceContext } from '../source'
import { sourceOf } from './index'
import { source } from './youtube'
import { parseCaptions } from './youtube/cues'
import { chooseTrack } from './youtube/transcript'
import { youtubeAddress } from './youtube/youtubeAddress'

/* Answers in the form YouTube sends them, served on loopback through the real gate; only the host in the addresses is exchanged. */

type Answer = string | { status: number; body?: string } | ((request: IncomingMessage, body: string) => Answer)
/** What the server that stands in for YouTube answers, by path. */
type Script = Record<string, Answer>

let server: LocalServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function reply(script: Script, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const piece of request) body += piece
  let answer: Answer = script[new URL(request.url!, 'http://x').pathname] ?? { status: 404 }
  while (typeof answer === 'function') answer = answer(request, body)
  const { status, body: text = '' } = typeof answer === 'string' ? { status: 200, body: answer } : answer
  response.writeHead(status).end(text)
}

async function add(address: string, script: Script, language?: string): Promise<Fetched[]> {
  const started = await startLocalServer((request, response) => void reply(script, request, response))
  server = started
  const real = createEgressGate({ allowed: () => [started.host], userAgent: 'Carrel/1.0' }).forSources(
    new AbortController().signal,
    openBook(),
  )
  const here = (url: string) => url.replace('https://www.youtube.com', started.origin)
  const context: SourceContext = {
    ...real,
    fetch: (url, request) => real.fetch(here(url), request),
    askRobots: (url) => real.askRobots(here(url)),
  }
  const all: Fetched[] = []
  for await (const one of source.fetch({ url: new URL(address), language }, context)) all.push(one)
  return all
}

const id = 'abcDEF12_-0'
const watch = `https://www.youtube.com/watch?v=${id}`
const textOf = (one: Fetched | undefined) => new TextDecoder().decode(one && 'content' in one ? one.content : new Uint8Array())
const errorOf = (one: Fetched | undefined) => (one && 'error' in one ? one : undefined)
const asked = () => server?.requests.map(({ method, url }) => `${method} ${url?.split('?')[0]}`)

const track = (languageCode: string, kind?: string) => ({
  baseUrl: `https://www.youtube.com/api/timedtext?v=${id}&lang=${languageCode}${kind ? `&kind=${kind}` : ''}&fmt=srv3`,
  languageCode,
  ...(kind ? { kind } : {}),
})
const player = (tracks: object[], more: object = {}) => ({
  playabilityStatus: { status: 'OK' },
  videoDetails: { videoId: id, title: 'How bridges are built: part 1/2', author: 'The Bridge Channel' },
  captions: { playerCaptionsTracklistRenderer: { captionTracks: tracks } },
  ...more,
})
const json = (value: unknown) => JSON.stringify(value)
const page = (value: unknown) => `<!doctype html><script>var a = {"}": 1};var ytInitialPlayerResponse = ${json(value)};var b = {};</script>`
const event = (tStartMs: number, dDurationMs: number, ...words: string[]) => ({
  tStartMs,
  dDurationMs,
  segs: words.map((utf8) => ({ utf8 })),
})
const json3 = json({
  wireMagic: 'pb3',
  events: [
    { tStartMs: 0, dDurationMs: 60_000, id: 1 },
    event(1_250, 4_000, 'A bridge ', 'carries <loads> & people.'),
    { ...event(3_000, 10, '\n'), aAppend: 1 },
    event(3_661_004, 2_000, 'The end -->', '\n', 'really.'),
  ],
})
const expected = `WEBVTT
Kind: captions
Language: en

NOTE
Title: How bridges are built: part 1/2
Channel: The Bridge Channel
Address: ${watch}
Captions: en, written

00:00:01.250 --> 00:00:05.250
A bridge carries &lt;loads&gt; &amp; people.

01:01:01.004 --> 01:01:03.004
The end --&gt;
really.
`

const whole = (script: Script = {}): Script => ({ '/youtubei/v1/player': json(player([track('en')])), '/api/timedtext': json3, ...script })

describe('a video of YouTube', () => {
  it('becomes a transcript with times, named after the video and known by its address', async () => {
    const [one, ...others] = await add(`https://youtu.be/${id}?t=42`, whole())
    expect(others).toEqual([])
    expect(one).toMatchObject({ name: 'How bridges are built part 1 2.vtt', origin: watch })
    expect(textOf(one)).toBe(expected)
    expect(asked()).toEqual(['POST /youtubei/v1/player', 'GET /api/timedtext'])
    expect(server?.requests[1]?.url).toContain('fmt=json3')
  })

  it('is the same bytes each time', async () => {
    const [first] = await add(watch, whole())
    await server?.close()
    const [second] = await add(watch, whole())
    expect(textOf(second)).toBe(textOf(first))
  })

  it.each([
    ['json3', json3],
    [
      'srv3, in milliseconds',
      '<?xml version="1.0"?><timedtext format="3"><head/><body><p t="1250" d="4000">A bridge <s t="300">carries</s> &lt;loads&gt; &amp; people.</p><p t="3000" d="10" a="1">\n</p><p t="3661004" d="2000">The end --&gt;\nreally.</p></body></timedtext>',
    ],
    [
      'the old form, in seconds and escaped twice',
      '<?xml version="1.0"?><transcript><text start="1.25" dur="4">A bridge carries &amp;lt;loads&amp;gt; &amp;amp; people.</text><text start="3661.004" dur="2">The end --&amp;gt;\nreally.</text></transcript>',
    ],
  ])('has the same times and words in %s', async (_form, body) => {
    const [one] = await add(watch, whole({ '/api/timedtext': body }))
    expect(textOf(one)).toBe(expected)
  })

  it('falls back to its page when the interface of the app refuses, gives no captions, or an empty transcript', async () => {
    const viaPage = { '/watch': page(player([{ ...track('en'), baseUrl: `/api/timedtext?v=${id}&lang=en&page=1` }])) }
    const refusals: Script[] = [
      { '/youtubei/v1/player': { status: 400 } },
      { '/youtubei/v1/player': 'not json' },
      { '/youtubei/v1/player': json(player([])) },
      { '/youtubei/v1/player': json({ playabilityStatus: { status: 'LOGIN_REQUIRED', reason: 'Sign in to confirm you’re not a bot' } }) },
      { '/api/timedtext': (request) => (request.url?.includes('page=1') ? json3 : '') },
      { '/api/timedtext': (request) => (request.url?.includes('page=1') ? json3 : '<html>no</html>') },
    ]
    for (const refusal of refusals) {
      const [one] = await add(watch, whole({ ...viaPage, ...refusal }))
      expect(textOf(one)).toBe(expected)
      expect(asked()).toContain('GET /watch')
      await server?.close()
    }
  })

  it.each<[string, Script, string, boolean, RegExp]>([
    [
      'none or disabled',
      { '/youtubei/v1/player': json(player([])), '/watch': page(player([])) },
      'DOCUMENT_NO_TEXT',
      false,
      /no captions, or they are turned off/,
    ],
    [
      'no captions at all',
      { '/youtubei/v1/player': json({ playabilityStatus: { status: 'OK' } }), '/watch': page({ playabilityStatus: { status: 'OK' } }) },
      'DOCUMENT_NO_TEXT',
      false,
      /no captions/,
    ],
    [
      'captions without a word',
      { '/api/timedtext': json({ events: [event(0, 10, ' \n')] }), '/watch': page(player([track('en')])) },
      'DOCUMENT_NO_TEXT',
      false,
      /hold no words/,
    ],
    ['an empty answer', { '/api/timedtext': '', '/watch': page(player([track('en')])) }, 'SOURCE_BLOCKED', false, /empty transcript/],
    [
      'a person is asked for',
      {
        '/youtubei/v1/player': json({ playabilityStatus: { status: 'LOGIN_REQUIRED', reason: 'Sign in to confirm you’re not a bot' } }),
        '/watch': '<html>consent',
      },
      'SOURCE_BLOCKED',
      false,
      /asks for consent/,
    ],
    ['asked too often', { '/youtubei/v1/player': { status: 429 } }, 'SOURCE_BLOCKED', false, /asked too often/],
    ['transcripts asked for too often', { '/api/timedtext': { status: 429 } }, 'SOURCE_BLOCKED', false, /asked too often/],
    [
      'private',
      {
        '/youtubei/v1/player': json({ playabilityStatus: { status: 'LOGIN_REQUIRED', reason: 'This is a private video' } }),
        '/watch': { status: 500 },
      },
      'SOURCE_BLOCKED',
      false,
      /private video/,
    ],
    [
      'gone',
      { '/youtubei/v1/player': json({ playabilityStatus: { status: 'ERROR', reason: 'This video is unavailable' } }), '/watch': '<html>' },
      'SOURCE_UNREACHABLE',
      true,
      /no such video \(This video is unavailable\)/,
    ],
    [
      'captions that lie elsewhere',
      {
        '/youtubei/v1/player': json(player([{ baseUrl: 'http://10.0.0.1/x', languageCode: 'en' }])),
        '/watch': page(player([{ baseUrl: 'https://youtube.com.evil.example/', languageCode: 'en' }])),
      },
      'SOURCE_BLOCKED',
      false,
      /lie elsewhere/,
    ],
  ])('with %s fails with a reason that says what to do', async (_name, script, code, mistaken, reason) => {
    const [one, ...others] = await add(watch, whole(script))
    expect(others).toEqual([])
    expect(errorOf(one)).toMatchObject({ origin: watch, mistaken, error: { code } })
    expect(errorOf(one)?.error.message).toMatch(reason)
    expect(errorOf(one)?.error.message).toMatch(mistaken ? /Check the address/ : /\.vtt or \.srt/)
  })

  it('asks nobody else once it was refused for haste', async () => {
    await add(watch, whole({ '/youtubei/v1/player': { status: 429 } }))
    expect(asked()).toEqual(['POST /youtubei/v1/player'])
  })

  it('says where no network leads to it', async () => {
    const context: SourceContext = createEgressGate({
      lookup: async () => {
        throw new Error('offline')
      },
    }).forSources(new AbortController().signal, openBook())
    for await (const one of source.fetch({ url: new URL(watch) }, context)) expect(errorOf(one)?.error.code).toBe('SOURCE_UNREACHABLE')
  })

  it('marks automatic captions, and says where the language asked for is missing', async () => {
    const tracks = [track('de', 'asr'), track('fr')]
    const [own] = await add(watch, whole({ '/youtubei/v1/player': json(player(tracks)) }), 'pt-BR')
    expect(textOf(own)).toMatch(/^Captions: de, automatic; there are none in pt-BR$/m)
    await server?.close()
    const [french] = await add(watch, whole({ '/youtubei/v1/player': json(player(tracks)) }), 'fr-CA')
    expect(textOf(french)).toMatch(/^Captions: fr, written$/m)
    expect(server?.requests.at(-1)?.url).toContain('lang=fr')
  })
})

describe('the choice of captions', () => {
  const choose = (tracks: string[], asked?: string, ownTrack?: number) => {
    const made = tracks.map((one) => track(...(one.split(' ') as [string, string?])))
    const found = chooseTrack({ tracks: made, ownTrack }, asked)
    return found ? [found.languageCode, found.kind].filter(Boolean).join(' ') : null
  }
  it.each<[string[], string | undefined, string | null]>([
    [['de', 'en', 'fr'], 'en', 'en'],
    [['de', 'en-US'], 'en', 'en-US'],
    [['de', 'en'], 'en-US', 'en'],
    [['en-GB', 'en-US'], 'en-US', 'en-US'],
    [['en asr', 'en-GB'], 'en', 'en-GB'],
    [['en asr', 'de'], 'EN-us', 'en asr'],
    [['de', 'fr asr'], 'en', 'fr asr'],
    [['de', 'fr', 'fr asr'], undefined, 'fr'],
    [['de', 'fr'], undefined, 'de'],
    [['zh-Hans', 'zh-Hant'], 'zh-Hant', 'zh-Hant'],
    [[], 'en', null],
  ])('among %j for %s is %s', (tracks, wanted, expectedTrack) => {
    expect(choose(tracks, wanted)).toBe(expectedTrack)
  })

  it('is the one YouTube names for the sound, where no automatic one tells the language', () => {
    expect(choose(['de', 'fr', 'en'], undefined, 1)).toBe('fr')
  })
})

describe('a playlist', () => {
  const ids = Array.from({ length: 5 }, (_, n) => `video_${n}_xyz`.slice(0, 11).padEnd(11, '0'))
  const list = 'https://www.youtube.com/playlist?list=PLabc_-123'
  const lockup = (video: string, n: number) => ({
    lockupViewModel: {
      contentId: video,
      contentType: 'LOCKUP_CONTENT_TYPE_VIDEO',
      metadata: { lockupMetadataViewModel: { title: { content: `Part ${n}` } } },
    },
  })
  const renderer = (video: string, n: number) => ({ playlistVideoRenderer: { videoId: video, title: { runs: [{ text: `Part ${n}` }] } } })
  const more = (token: string) => ({
    continuationItemViewModel: { continuationCommand: { innertubeCommand: { continuationCommand: { token } } } },
  })
  const sections = (...contents: object[]) =>
    json({
      contents: {
        twoColumnBrowseResultsRenderer: {
          tabs: [{ tabRenderer: { content: { sectionListRenderer: { contents: [{ itemSectionRenderer: { contents } }] } } } }],
        },
      },
    })
  const titled: Answer = (_request, body) => {
    const video = (JSON.parse(body) as { videoId: string }).videoId
    return json(player([track('en')], { videoDetails: { title: `Part ${ids.indexOf(video)}` } }))
  }
  const script = (browse: Answer, others: Script = {}): Script =>
    whole({ '/youtubei/v1/browse': browse, '/youtubei/v1/player': titled, ...others })

  it('becomes one document a video, over all its pages, in both forms YouTube writes them in', async () => {
    const browse: Answer = (_request, body) =>
      (JSON.parse(body) as { continuation?: string }).continuation === 'next'
        ? json({
            onResponseReceivedActions: [
              { appendContinuationItemsAction: { continuationItems: ids.slice(2, 4).map((one, n) => renderer(one, n + 2)) } },
            ],
          })
        : sections(...ids.slice(0, 2).map(lockup), lockup(ids[0] as string, 0), more('next'))
    const all = await add(list, script(browse))
    expect(all.map(({ name }) => name)).toEqual(['Part 0.vtt', 'Part 1.vtt', 'Part 2.vtt', 'Part 3.vtt'])
    expect(all.map(({ origin }) => origin)).toEqual(ids.slice(0, 4).map((one) => `https://www.youtube.com/watch?v=${one}`))
    expect(asked()?.filter((one) => one.includes('robots'))).toEqual(['GET /robots.txt'])
  })

  it('tells for each video why it has no transcript, and keeps that as a document', async () => {
    const players: Answer = (request, body) =>
      body.includes(ids[1] as string)
        ? json({ playabilityStatus: { status: 'ERROR', reason: 'Deleted video' } })
        : (titled as (r: IncomingMessage, b: string) => Answer)(request, body)
    const all = await add(list, script(sections(...ids.slice(0, 3).map(lockup)), { '/youtubei/v1/player': players, '/watch': '<html>' }))
    expect(all.map((one) => errorOf(one)?.error.code)).toEqual([undefined, 'SOURCE_UNREACHABLE', undefined])
    expect(errorOf(all[1])).toMatchObject({ name: 'Part 1.vtt', mistaken: false })
  })

  it('stops asking once it is refused for haste', async () => {
    let calls = 0
    const players: Answer = (request, body) =>
      ++calls > 1 ? { status: 429 } : (titled as (r: IncomingMessage, b: string) => Answer)(request, body)
    const all = await add(list, script(sections(...ids.map(lockup)), { '/youtubei/v1/player': players }))
    expect(all.map((one) => errorOf(one)?.error.code)).toEqual([undefined, ...Array(4).fill('SOURCE_BLOCKED')])
    expect(calls).toBe(2)
  })

  it('is not followed where robots.txt forbids the pages of its videos', async () => {
    const all = await add(list, script(sections(...ids.map(lockup)), { '/robots.txt': 'User-agent: *\nDisallow: /watch' }))
    expect(all.map((one) => errorOf(one)?.error.code)).toEqual(['SOURCE_BLOCKED'])
    expect(asked()).not.toContain('POST /youtubei/v1/player')
  })

  it('that is empty, private or gone says so', async () => {
    for (const browse of [sections(), json({ alerts: [] }), { status: 404 }] as Answer[]) {
      const [one] = await add(list, script(browse))
      expect(errorOf(one)).toMatchObject({ origin: list, mistaken: true, error: { code: 'SOURCE_UNREACHABLE' } })
      await server?.close()
    }
  })

  it('is cut at 200 videos, and says so', async () => {
    const many = Array.from({ length: 230 }, (_, n) => `v${String(n).padStart(10, '0')}`)
    const all = await add(list, script(sections(...many.map(lockup)), { '/youtubei/v1/player': { status: 429 } }))
    expect(all).toHaveLength(201)
    expect(errorOf(all[200])).toMatchObject({ error: { code: 'DOCUMENT_TOO_LARGE' } })
  })
})

describe('an address of YouTube', () => {
  it.each([
    [`https://www.youtube.com/watch?v=${id}`, `video ${id}`],
    [`https://m.youtube.com/watch?app=desktop&v=${id}&t=3s`, `video ${id}`],
    [`https://youtu.be/${id}?si=x`, `video ${id}`],
    [`https://www.youtube.com/shorts/${id}`, `video ${id}`],
    [`https://youtube.com/live/${id}`, `video ${id}`],
    [`https://www.youtube-nocookie.com/embed/${id}`, `video ${id}`],
    [`https://www.youtube.com/watch?v=${id}&list=PLx`, `video ${id}`],
    ['https://www.youtube.com/playlist?list=PLx-1', 'playlist PLx-1'],
    ['https://www.youtube.com/watch?list=PLx-1', 'playlist PLx-1'],
    ['https://www.youtube.com/@channel', null],
    ['https://www.youtube.com/', null],
    [`https://www.youtube.com/?v=${id}`, null],
    ['https://www.youtube.com/watch?v=short', null],
    [`https://youtube.com.evil.example/watch?v=${id}`, null],
    [`https://notyoutube.com/watch?v=${id}`, null],
  ])('%s is %s', (address, expectedId) => {
    const found = youtubeAddress(new URL(address))
    expect(found && `${found.kind} ${found.id}`).toBe(expectedId)
    expect(sourceOf(new URL(address)).id).toBe(expectedId ? 'youtube' : 'url')
  })
})

describe('captions', () => {
  it('that roll over each other end where the next ones begin, and come in order', () => {
    const cues = parseCaptions(json({ events: [event(5_000, 4_000, 'second'), event(1_000, 9_000, 'first'), event(5_000, 1, 'third')] }))
    expect(cues).toEqual([
      { startMs: 1_000, endMs: 5_000, text: 'first' },
      { startMs: 5_000, endMs: 9_000, text: 'second' },
      { startMs: 5_000, endMs: 5_001, text: 'third' },
    ])
  })

  it('in no known form are none, whatever they are', () => {
    for (const body of ['', 'hello', '<html></html>', '{"events": 3}', '[1]', '{', '<?xml version="1.0"?><rss/>'])
      expect(parseCaptions(body)).toBeNull()
  })

  it('are read quickly however they are made', () => {
    for (const piece of ['<text start="', '<text start="1">', '<text ', '<text start="1">&#']) {
      const started = performance.now()
      parseCaptions(`<transcript>${piece.repeat(100_000)}`)
      expect([piece, performance.now() - started < 2_000]).toEqual([piece, true])
    }
  })
})
