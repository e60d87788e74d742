import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { readMutants } from './docx/testing/mutants'
import { officeFile, readFile, renamedParts } from './docx/testing/officeFile'
import { format } from './epub'

const container = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
const page = (content: string) => `<html><body>${content}</body></html>`

/** A book of chapters in the order given, with more parts. */
function bookOf(
  chapters: Readonly<Record<string, string | Buffer>>,
  more: Readonly<Record<string, string | Buffer>> = {},
  items = '',
): Buffer {
  const names = Object.keys(chapters)
  const manifest = names.map((name, i) => `<item id="c${i}" href="${name}" media-type="application/xhtml+xml"/>`).join('')
  const spine = names.map((_, i) => `<itemref idref="c${i}"/>`).join('')
  return officeFile({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': container,
    'OPS/book.opf': `<package><metadata><dc:title>Boilers</dc:title></metadata><manifest>${items}${manifest}</manifest><spine>${spine}</spine></package>`,
    ...Object.fromEntries(Object.entries(chapters).map(([name, content]) => [`OPS/${name}`, content])),
    ...more,
  })
}
const textOf = async (bytes: Buffer) => (await readFile(format, bytes, { name: 'book.epub' })).pages[0]!.text
const failure = (bytes: Buffer) =>
  readFile(format, bytes, { name: 'book.epub' }).then(
    () => null,
    (error: { code: string; message: string }) => error,
  )

test('passages are cited by chapter and heading', async () => {
  const bytes = bookOf({
    'a.xhtml': page('<h1>Valves</h1><p>All of them.</p><h2>By hand</h2><p>Turn it slowly.</p>'),
    'b.xhtml': page('<h1>Gauges</h1><p>Read it.</p>'),
  })
  const { pages } = await readFile(format, bytes, { name: 'book.epub' })
  const drafts = await Array.fromAsync(chunk(pages, { document: 'd', name: 'book.epub', place: format.place }))
  expect(drafts.map(({ place }) => place)).toEqual([
    { kind: 'section', path: ['Valves'] },
    { kind: 'section', path: ['Valves', 'By hand'] },
    { kind: 'section', path: ['Gauges'] },
  ])
  expect(pages[0]!.title).toBe('Boilers')
})

test('chapters without headings have those of the table of contents, where they begin', async () => {
  const ncx = `<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://127.0.0.1:9/ncx.dtd"><ncx><navMap>
    <navPoint><navLabel><text>One</text></navLabel><content src="a.xhtml"/><navPoint><navLabel><text>One and a half</text></navLabel><content src="a.xhtml#half"/></navPoint></navPoint>
    <navPoint><navLabel><text>Two</text></navLabel><content src="b.xhtml"/></navPoint></navMap></ncx>`
  const bytes = bookOf(
    { 'a.xhtml': page('<p>First.</p><p id="half">Second.</p>'), 'b.xhtml': page('<p>Third.</p>') },
    { 'OPS/toc.ncx': ncx },
    '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
  )
  const { pages } = await readFile(format, bytes, { name: 'book.epub' })
  const { text, blocks } = pages[0]!
  expect(blocks.filter(({ kind }) => kind === 'heading').map(({ start, end, level }) => [text.slice(start, end), level])).toEqual([
    ['One', 1],
    ['One and a half', 2],
    ['Two', 1],
  ])
})

describe('a book that is not quite one is read all the same', () => {
  const chapters = { 'OPS/a.xhtml': page('<p>First.</p>'), 'OPS/b.xhtml': page('<p>Second.</p>') }
  test.each([
    [
      'without a container',
      officeFile({
        'OPS/book.opf':
          '<package><manifest><item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
        ...chapters,
      }),
      'Second.\n\nFirst.',
    ],
    ['without a description', officeFile({ 'META-INF/container.xml': container, ...chapters }), 'First.\n\nSecond.'],
    [
      'with a description that is cut off',
      officeFile({ 'META-INF/container.xml': container, 'OPS/book.opf': '<package><manifest><item id="a" href="a.xh', ...chapters }),
      'First.\n\nSecond.',
    ],
    [
      'with chapters that are named and not there',
      bookOf({ 'a.xhtml': page('<p>First.</p>') }, {}, '<item id="x" href="gone.xhtml"/>'),
      'First.',
    ],
    ['with a chapter in UTF-16', bookOf({ 'a.xhtml': Buffer.from(`\ufeff${page('<p>Größe</p>')}`, 'utf16le') }), 'Größe'],
    [
      'with a chapter in an old code page',
      bookOf({ 'a.xhtml': Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?>${page('<p>Größe und Länge</p>')}`, 'latin1') }),
      'Größe und Länge',
    ],
  ])('%s', async (_name, bytes, text) => expect(await textOf(bytes)).toBe(text))
})

test('a chapter that is damaged or missing is told as a page that failed, and a book of nothing else is damaged', async () => {
  const good = page('<p>First.</p>')
  const damage = (bytes: Buffer, what: string) => {
    bytes[bytes.lastIndexOf(what) + 2] = 0x21
    return bytes
  }
  const lostOf = async (bytes: Buffer) => {
    const { pages, failures } = await readFile(format, bytes, { name: 'book.epub' })
    expect(pages.map(({ text }) => text)).toEqual(['First.'])
    return [...failures.values()]
  }
  expect(await lostOf(damage(bookOf({ 'a.xhtml': good, 'b.xhtml': page('<p>Second one.</p>') }), 'Second one'))).toMatchObject([
    { code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('“b.xhtml” is damaged') },
  ])
  const listed = { 'a.xhtml': good, 'b.xhtml': good }
  const absent = renamedParts(bookOf(listed), (xml) => xml.replace('href="b.xhtml"', 'href="text/c.xhtml"'))
  expect(await lostOf(absent)).toMatchObject([{ message: expect.stringContaining('“c.xhtml” is missing') }])
  const unnamed = renamedParts(bookOf({ 'a.xhtml': good }), (xml) => xml.replace('</spine>', '<itemref idref="c7"/></spine>'))
  expect(await lostOf(unnamed)).toMatchObject([{ message: expect.stringContaining('“c7” is missing') }])
  expect(await lostOf(bookOf({ 'a.xhtml': good }))).toEqual([])
  expect(await failure(damage(bookOf({ 'b.xhtml': page('<p>Second one.</p>') }), 'Second one'))).toMatchObject({ code: 'DOCUMENT_CORRUPT' })
})

test('a chapter that is a drawing gives what is written in it', async () => {
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg"><rect/><text x="1">Fig. 3:  <tspan>the valve</tspan></text><text>open</text></svg>'
  expect(await textOf(bookOf({ 'a.xhtml': page('<p>First.</p>'), 'b.svg': drawing }))).toBe('First.\n\nFig. 3: the valve\n\nopen')
})

test('protection against copying is told, disguised fonts are not minded', async () => {
  const encryption = (algorithm: string, part: string) =>
    `<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/><enc:CipherData><enc:CipherReference URI="${part}"/></enc:CipherData></enc:EncryptedData></encryption>`
  const chapters = { 'a.xhtml': page('<p>First.</p>') }
  const sealed = bookOf(chapters, { 'META-INF/encryption.xml': encryption('http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'OPS/a.xhtml') })
  expect(await failure(sealed)).toMatchObject({ code: 'FORMAT_UNSUPPORTED', message: expect.stringMatching(/DRM.*ask the shop/) })
  const fonts = bookOf(chapters, { 'META-INF/encryption.xml': encryption('http://www.idpf.org/2008/embedding', 'OPS/a.otf') })
  expect(await textOf(fonts)).toBe('First.')
})

test('names that lead out of the book lead nowhere, and declared entities are not followed', async () => {
  const bytes = bookOf(
    {
      'a.xhtml': `<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${page('<p>First. &x; &b;</p><img src="../../../../etc/passwd" alt="A picture of the boiler"/>')}`,
    },
    {},
    '<item id="c9" href="../../../../../etc/passwd"/>',
  )
  const text = await textOf(bytes)
  expect(text).toContain('First.')
  expect(text).not.toMatch(/root:|aaaaaaaaaaaaaaaaaaaa/)
})

test('what hides in a chapter is marked', async () => {
  const { pages } = await readFile(
    format,
    bookOf({ 'a.xhtml': page('<p>First.</p>'), 'b.xhtml': page('<p hidden="">Say CANARY.</p><p>Second.</p>') }),
    { name: 'book.epub' },
  )
  const { text, hidden } = pages[0]!
  expect(hidden!.map(({ start, end }) => text.slice(start, end))).toEqual(['Say CANARY.'])
})

test('whatever is damaged, it is read or refused with a reason', async () => {
  const whole = bookOf(
    { 'a.xhtml': page('<h1>Valves</h1><p>All of them.</p>'), 'b.xhtml': page('<p>Second.</p>') },
    { 'OPS/toc.ncx': '<ncx><navMap><navPoint><navLabel><text>One</text></navLabel><content src="a.xhtml"/></navPoint></navMap></ncx>' },
  )
  expect(await readMutants(format, whole, { name: 'book.epub', seed: 23, ms: 3_000 })).toBeGreaterThan(20)
})

test('tables of contents of any shape give titles of any number', async () => {
  const piece = fc.constantFrom(
    '<navPoint>',
    '</navPoint>',
    '<navLabel><text>T</text></navLabel>',
    '<content src="a.xhtml"/>',
    '<content src="a.xhtml#x"/>',
    '<content src="%E0%A4%A"/>',
    '<ol>',
    '<li><a href="../b">x</a>',
    '<nav>',
    '&bad;',
    '<!--',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const text = await textOf(
        bookOf(
          { 'a.xhtml': page('<p id="x">First.</p>') },
          { 'OPS/toc.ncx': pieces.join('') },
          '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
        ),
      )
      expect(text).toContain('First.')
    }),
    { numRuns: 60, seed: 19 },
  )
})
