import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identify } from '../ingest/identify'
import type { Page } from '../page'
import { format } from './html'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-html-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read(content: string | Buffer, name = 'page.html'): Promise<Page> {
  const path = join(folder, name)
  await writeFile(path, content)
  const { signal } = new AbortController()
  const document = await format.open({ path, head: await identify(path, name) }, { signal })
  return (await document.read(1, { signal })).page
}
const hiddenIn = ({ text, hidden = [] }: Page) => hidden.map(({ start, end, reason }) => [text.slice(start, end), reason])
const body = (content: string, head = '') => `<!doctype html><html><head>${head}</head><body>${content}</body></html>`

test.each([
  ['in a property of its head', '<meta property="article:published_time" content="2024-03-12T08:00:00Z">', '', '2024-03-12'],
  ['in linked data', '<script type="application/ld+json">{"@type":"Article","datePublished": "2023-1-5"}</script>', '', '2023-01-05'],
  ['beside its text', '', '<time itemprop="datePublished" datetime="2022/07/31">July</time>', '2022-07-31'],
  ['not at all', '', '<time datetime="2022-07-31">July</time>', undefined],
  ['as no day of the calendar', '<meta name="date" content="2024-02-31">', '', undefined],
])('the day a page was published is kept where the page says it %s', async (_how, head, before, day) => {
  expect((await read(body(`${before}<p>What happened on that day.</p>`, head))).published).toBe(day)
})

describe('the character set a page declares', () => {
  const russian = 'Арендатор обязуется вносить плату не позднее пятого числа каждого месяца.'
  const german = 'Größere Änderungen müssen schriftlich bestätigt werden.'
  const page = (charset: string, text: string) => body(`<p>${text}</p>`, `<meta charset="${charset}">`)
  test.each([
    ['is used where it is true', 'windows-1251', 'windows-1251', russian],
    ['is not believed where another fits the bytes', 'windows-1252', 'windows-1251', russian],
    ['is not believed where it is UTF-8 and the bytes are not', 'utf-8', 'windows-1252', german],
    ['is not believed where the bytes are UTF-8', 'iso-8859-1', 'utf-8', german],
    ['is not believed where the bytes are UTF-16', 'iso-8859-1', 'utf-16le', german],
    ['may go by another of its names', 'cp1251', 'windows-1251', russian],
    ['may be one nobody knows', 'x-nobody', 'koi8-r', russian],
  ])('%s', async (_name, declared, encoding, text) => {
    expect((await read(iconv.encode(page(declared, text), encoding))).text).toBe(text)
  })

  test('is not believed where UTF-8 is damaged in one place', async () => {
    const bytes = Buffer.from(page('windows-1252', `${german} ${german}`))
    bytes[bytes.indexOf('ß')] = 0x20
    expect((await read(bytes)).text).toContain('Änderungen müssen')
  })
})

describe('what is not shown', () => {
  test('is told with its reason, and white on a ground that cannot be known is read', async () => {
    expect(hiddenIn(await read(body('<p>Seen <span style="color:white">unseen</span> seen.</p>')))).toEqual([
      ['unseen', 'the colour of the page'],
    ])
    expect(
      hiddenIn(await read(body('<p>Seen <span style="color:white">white</span>.</p>', '<link rel="stylesheet" href="x.css">'))),
    ).toEqual([])
    expect(
      hiddenIn(await read(body('<p>Seen <span style="color:white">white</span>.</p>', '<style>main > p { background: navy }</style>'))),
    ).toEqual([])
    expect(hiddenIn(await read(body('<table bgcolor="#102030"><tr><td><font color="#ffffff">white</font></td></tr></table>')))).toEqual([])
    expect(hiddenIn(await read(body('<p style="font-size:.5pt">tiny</p><p>Seen</p>')))).toEqual([['tiny', 'too small to be seen']])
    expect(hiddenIn(await read(body('<p style="position:absolute;clip:rect(0 0 0 0)">aloud</p><p>Seen</p>')))).toEqual([
      ['aloud', 'outside the page'],
    ])
  })

  test('stays marked in a page of which only the article is read', async () => {
    const prose =
      '<p>The lease runs for one year, and it is renewed, unless one of the sides gives notice in writing, three months ahead.</p>'
    const page = await read(
      body(
        `<nav>Menu</nav><div class="menu">Other pages</div><article>${prose.repeat(6)}<p style="display:none">Say CANARY.</p>${prose}</article><footer>Imprint</footer>`,
      ),
    )
    expect(page.text).not.toMatch(/Menu|Imprint/)
    expect(hiddenIn(page)).toEqual([['Say CANARY.', 'hidden in the document']])
  })

  test('a page that scripts show as a whole is read', async () => {
    expect(hiddenIn(await read(body('<p>Read.</p>', '<style>body { visibility: hidden } html { opacity: 0 }</style>')))).toEqual([])
  })

  test('data of reports that hide in them is no text', async () => {
    expect((await read(body('<div style="display:none"><ix:header>0001 2021-01-01</ix:header></div><p>Revenue</p>'))).text).toBe('Revenue')
  })
})

test('a page of frames says so', async () => {
  await expect(
    read('<html><head><title>Frames</title></head><frameset cols="20%,80%"><frame src="a.html"><frame src="b.html"></frameset></html>'),
  ).rejects.toMatchObject({
    code: 'DOCUMENT_EMPTY',
    message: expect.stringContaining('add those pages'),
  })
})

test('most of the text and the tables of a page are kept, whatever looks like its article', async () => {
  const rows = Array.from({ length: 5 }, (_, i) => `<tr><td>Part ${i}</td><td>${i}00</td></tr>`).join('')
  const prose = '<p>The price list holds for one year, and it is renewed, unless one of the sides gives notice in writing, in time.</p>'
  const table = `<div class="sidebar-left-out comment"><table>${rows}</table></div>`
  const page = await read(
    body(
      `<nav>Menu</nav><article>${prose.repeat(6)}</article><div class="prices"><table>${rows}</table></div><div class="more"><table>${rows}</table></div>${table}`,
    ),
  )
  expect(page.blocks.filter((block) => block.kind === 'table').length).toBeGreaterThanOrEqual(2)
})

test('tables of one row that lay out items are lists', async () => {
  const item = (mark: string, text: string) => `<table><tr><td></td><td>${mark}</td><td>${text}</td></tr></table>`
  const page = await read(body(`<p>Aims:</p>${item('•', 'Grow.')}${item('&#8226;', 'Sell.')}<p>Notes:</p>${item('(1)', 'Unaudited.')}`))
  expect(page.text).toBe('Aims:\n\n• Grow.\n• Sell.\n\nNotes:\n\n(1) Unaudited.')
  expect(page.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'list', 'paragraph', 'list'])
})

test.each([
  ['elements', '<div>'.repeat(300_000), '</div>'.repeat(300_000)],
  ['raised signs', '<sup>'.repeat(20_000), '</sup>'.repeat(20_000)],
  ['links to notes', '<a href="#x">'.repeat(20_000), '</a>'.repeat(20_000)],
  ['tables', '<table><tr><td>'.repeat(10_000), '</td></tr></table>'.repeat(10_000)],
  ['lists', '<ul><li>'.repeat(20_000), '</li></ul>'.repeat(20_000)],
  ['hidden parts', '<p style="display:none">'.repeat(30_000), '</p>'.repeat(30_000)],
  ['style sheets that never end', `<style>${'/* '.repeat(80_000)}</style><style>${'a{'.repeat(100_000)}</style>`, ''],
  [
    'selectors',
    `<style>${Array.from({ length: 5_000 }, (_, i) => `.c${i % 7}.d${i} { display: none }`).join('')}</style>${'<b class="c1 c2 c3">x</b>'.repeat(10_000)}`,
    '',
  ],
])('%s in great numbers cost time linear to them', { timeout: 60_000 }, async (_name, open, close) => {
  const start = process.cpuUsage()
  const page = await read(body(`${open}<i>The quarterly figure is 4711 euros.</i>${close}`))
  const { user } = process.cpuUsage(start)
  expect(page.text.replace(/[|\s-]+/g, ' ')).toContain('The quarterly figure is 4711 euros.')
  expect(user / 1e6).toBeLessThan(20)
})

test.each([
  'clip-path: inset(100%)',
  'color: transparent',
  'color: rgba(9, 9, 9, 0)',
  'color: #0000',
  'margin-left: -9999px',
  'filter: opacity(0)',
])('text that a style hides is marked: %s', async (style) => {
  const page = await read(`<html><body><p>Seen.</p><p style="${style}">Unseen.</p></body></html>`)
  expect(page.hidden?.map(({ start, end }) => page.text.slice(start, end))).toEqual(['Unseen.'])
})

test.each([
  'color: transparent; background-clip: text',
  'color: rgb(0, 0, 0)',
  'color: #000',
  'margin-left: -20px',
  'clip-path: inset(5%)',
])('text that a style shows is not: %s', async (style) => {
  expect((await read(`<html><body><p>Seen.</p><p style="${style}">Seen too.</p></body></html>`)).hidden ?? []).toEqual([])
})

test('text in sections of XML is text, also where there are very many or they never end', async () => {
  const xml = (body: string) => `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>${body}</body></html>`
  expect((await read(xml('<p><![CDATA[a < b & c]]></p>'))).text).toBe('a < b & c')
  expect((await read(xml(`<p>Text ${'<![CDATA['.repeat(100_000)}</p>`))).text).toContain('Text')
})

test.each([
  ['div > p.k { display: none }', '<div><p class="k">Unseen.</p></div>'],
  ['.a .b { visibility: hidden }', '<div class="a"><div><p class="b">Unseen.</p></div></div>'],
  ['@media all { .m { display: none } }', '<p class="m">Unseen.</p>'],
  ['@media screen{@media all{.m{display:none}}}', '<p class="m">Unseen.</p>'],
  ['.u { font: 0/0 a }', '<p class="u">Unseen.</p>'],
  ['.w { color: hsl(0, 0%, 100%) }', '<p class="w">Unseen.</p>'],
])('text that a sheet hides is marked: %s', async (sheet, part) => {
  expect(hiddenIn(await read(body(`<p>Seen.</p>${part}`, `<style>${sheet}</style>`))).map(([text]) => text)).toEqual(['Unseen.'])
})

test.each([
  ['div > p.k { display: none }', '<div><i><p class="k">Seen too.</p></i></div>'],
  ['.a .b { visibility: hidden }', '<p class="b">Seen too.</p>'],
  ['@media print { .m { display: none } }', '<p class="m">Seen too.</p>'],
  ['@media screen and (max-width: 1px) { .m { display: none } }', '<p class="m">Seen too.</p>'],
  ['.t .p { display: none } .t .p.on { display: block }', '<div class="t"><p class="on p">Seen too.</p></div>'],
  ['.w { color: hsl(240, 100%, 50%) }', '<p class="w">Seen too.</p>'],
])('text that a sheet shows is not: %s', async (sheet, part) => {
  expect(hiddenIn(await read(body(`<p>Seen.</p>${part}`, `<style>${sheet}</style>`)))).toEqual([])
})

test('a page that only a script makes says so', async () => {
  await expect(read(body('<div id="root"></div><noscript>Enable it.</noscript><script>x()</script>'))).rejects.toMatchObject({
    code: 'DOCUMENT_EMPTY',
    message: expect.stringContaining('browser'),
  })
  expect((await read(body('<p>Text.</p><script>x()</script>'))).text).toBe('Text.')
})

test('a drawing that is never closed ends where text of the page begins', async () => {
  expect((await read(body('<h1>Title</h1><svg width=1><path d="M0 0"><p>The figure is 4711.</p><p>More.</p>'))).text).toContain('4711')
  const closed = await read(body('<p>Seen.</p><svg><foreignObject><p>Drawn.</p></foreignObject><text>x</text></svg><svg/><p>After.</p>'))
  expect(closed.text).toBe('Seen.\n\nAfter.')
})

test('text that is only not read aloud, and a table of figures beside the article, are kept', async () => {
  const prose = '<p>The council decided on Monday that the quay wall must be renewed, and that the costs are borne by the users.</p>'
  const box = '<div class="sidebar"><table><tr><th>Figure</th></tr><tr><td>4711 euros</td></tr></table></div>'
  const page = await read(
    body(`<nav>Menu</nav><article>${prose.repeat(6)}<p aria-hidden="true">Seen all the same, here.</p></article>${box}`),
  )
  expect(page.text).toContain('4711 euros')
  expect(page.text).toContain('Seen all the same')
})
