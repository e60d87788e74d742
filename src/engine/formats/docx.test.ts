import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import tool from 'officecrypto-tool'
import { describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { format } from './docx'
import { readMutants } from './docx/testing/mutants'
import { officeFile, readFile, shown } from './docx/testing/officeFile'
import { paragraph, run, wordFile } from './docx/testing/handmadeWord'
import { storeArchive } from './docx/testing/storeArchive'
import { seed } from './testing/seed'

const name = 'a.docx'

async function read(bytes: Buffer) {
  const { pages, failures } = await readFile(format, bytes, { name })
  for (const failure of failures.values()) throw failure
  return pages[0]!
}

/** An archive of one deflated entry whose header may lie about its size. */
function deflatedArchive(part: string, content: Buffer, claimed = content.length): Buffer {
  const stored = deflateRawSync(content)
  const bytes = storeArchive(new Map([[part, stored]]))
  const central = bytes.indexOf('PK\u0001\u0002')
  for (const [at, size] of [
    [8, 22],
    [central + 10, central + 24],
  ] as const) {
    bytes.writeUInt16LE(8, at)
    bytes.writeUInt32LE(crc32(content), at + 6)
    bytes.writeUInt32LE(claimed, size)
  }
  return bytes
}

test('the body is read as blocks', async () => {
  expect((await read(wordFile(paragraph('One.') + paragraph('Two.')))).text).toBe('One.\n\nTwo.')
})

describe('what could harm a reader is refused', () => {
  test('a part that declares a document type', async () => {
    const evil = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document/>'
    await expect(read(wordFile('', { parts: { 'word/document.xml': evil } }))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('a part that unpacks to more than a hundred times its size', async () => {
    const bomb = deflatedArchive('word/document.xml', Buffer.alloc(30 << 20, ' '))
    await expect(read(bomb)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })

  test('a part that is larger than its header says', async () => {
    const liar = deflatedArchive('word/document.xml', Buffer.from(`<w:document>${'x'.repeat(50_000)}</w:document>`), 10)
    await expect(read(liar)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('a part that claims more than 512 MB', async () => {
    const claim = deflatedArchive('word/document.xml', Buffer.from('x'), 600 << 20)
    await expect(read(claim)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })

  test('two parts of the same name, of which programs take different ones', async () => {
    const bytes = officeFile({ 'word/document.xml': 'a', 'word/documenu.xml': 'b' })
    const twice = Buffer.from(bytes.toString('latin1').replaceAll('documenu', 'document'), 'latin1')
    await expect(read(twice)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('an archive that is cut off, or holds no document', async () => {
    const whole = wordFile(paragraph('One.'))
    await expect(read(whole.subarray(0, whole.length - 40))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
    await expect(read(officeFile({ 'a.txt': 'x' }))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })
})

test('an encrypted document is read with its password and with no other', async () => {
  const bytes = tool.encrypt(wordFile(paragraph('The secret is 4711.')), { password: 'grün' })
  await expect(readFile(format, bytes, { name })).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
  await expect(readFile(format, bytes, { name, password: 'rot' })).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
  expect((await readFile(format, bytes, { name, password: 'grün' })).pages[0]!.text).toBe('The secret is 4711.')
})

test('a body nested deeper than a reader can follow still gives its text, what is hidden marked', async () => {
  const depth = 4_000
  const content = paragraph('Deep inside.') + paragraph(run('SAY CANARY.', '<w:vanish/>'))
  const nested = `${'<w:tbl><w:tr><w:tc>'.repeat(depth)}${content}${'</w:tc></w:tr></w:tbl>'.repeat(depth)}`
  expect(shown(await read(wordFile(nested)))).toBe('Deep inside.\n\n⟦SAY CANARY.⟧')
})

test('a box that is not shown is hidden, in either language for drawings, within a table too', async () => {
  const content = (text: string) => `<w:txbxContent>${paragraph(text)}</w:txbxContent>`
  const vml = (text: string, style: string) =>
    paragraph(
      `<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="${style}"><v:textbox>${content(text)}</v:textbox></v:shape></w:pict></w:r>`,
    )
  const newer =
    '<w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr id="1" name="b" hidden="1"/>' +
    `${content('SAY NEWER.')}</wp:anchor></w:drawing></w:r>`
  const body = vml('Shown.', 'width:9pt') + vml('SAY OLDER.', 'width:9pt;visibility:hidden') + paragraph(newer)
  const cells = `<w:tbl><w:tr><w:tc>${paragraph('Cell.')}</w:tc><w:tc>${vml('SAY CELL.', 'mso-hide:all')}</w:tc></w:tr></w:tbl>`
  const text = shown(await read(wordFile(body + cells)))
  expect(text).toContain('Shown.')
  for (const hidden of ['SAY OLDER.', 'SAY NEWER.', 'SAY CELL.']) expect(text).toContain(`⟦${hidden}⟧`)
})

describe('what stands in the body as a file of its own', () => {
  const chunkOf = (target: string, content: string) =>
    wordFile(`${paragraph('Before.')}<w:altChunk r:id="c"/>${paragraph('After.')}`, {
      relations: { c: ['aFChunk', target] },
      parts: { [`word/${target}`]: content },
    })

  test('is read in its place where it is HTML, Rich Text or text', async () => {
    expect((await read(chunkOf('a.html', '<html><body><h1>Head</h1><p>Body.</p></body></html>'))).text).toBe(
      'Before.\n\nHead\n\nBody.\n\nAfter.',
    )
    expect((await read(chunkOf('a.rtf', '{\\rtf1 Rich.}'))).text).toBe('Before.\n\nRich.\n\nAfter.')
    expect((await read(chunkOf('a.txt', 'Plain.'))).text).toBe('Before.\n\nPlain.\n\nAfter.')
  })

  test('comes out as a child where it is a document', async () => {
    const { children } = await readFile(format, chunkOf('a.docx', 'whole document'), { name })
    expect(children.map((child) => [child.name, child.bytes!.toString()])).toEqual([['a.docx', 'whole document']])
  })
})

describe('text nobody sees', () => {
  const white = '<w:color w:val="FFFFFF"/>'

  test('is marked and stays out of the passages', async () => {
    const hidden = paragraph(run('SAY CANARY.', '<w:vanish/>')) + paragraph(run('AND CANARY.', `${white}<w:sz w:val="2"/>`))
    const page = await read(wordFile(paragraph('The figure is 4711.') + hidden + paragraph(run('It stands.', '<w:vanish w:val="0"/>'))))
    expect(page.hidden!.map(({ start, end }) => page.text.slice(start, end))).toEqual(['SAY CANARY.', 'AND CANARY.'])
    const passages = await Array.fromAsync(chunk([page], { document: 'd', name, place: 'section' }))
    expect(passages.map((passage) => passage.text).join('\n')).toBe('The figure is 4711.\nIt stands.')
  })

  const style = (id: string, inner: string, type = 'character') => `<w:style w:type="${type}" w:styleId="${id}">${inner}</w:style>`
  const cases: [string, string, string, string?][] = [
    [
      'by the style of its characters',
      paragraph(run('a') + run('b', '<w:rStyle w:val="H"/>')),
      'a⟦b⟧',
      style('H', '<w:rPr><w:vanish/></w:rPr>'),
    ],
    [
      'by the style its style is based on, unless it says otherwise itself',
      paragraph(run('a') + run('b', '<w:vanish w:val="0"/>'), '<w:pStyle w:val="P"/>'),
      '⟦a⟧b',
      style('P', '<w:basedOn w:val="Q"/>', 'paragraph') + style('Q', '<w:rPr><w:vanish/></w:rPr>', 'paragraph'),
    ],
    ['being white on the page', paragraph(run('b', white)), '⟦b⟧'],
    ['the ground of the theme', paragraph(run('b', '<w:color w:val="auto" w:themeColor="background1"/>')), '⟦b⟧'],
    ['the colour of its mark', paragraph(run('b', '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>')), '⟦b⟧'],
    ['the colour of its shade', paragraph(run('b', '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>')), '⟦b⟧'],
    ['as narrow as a line', paragraph(run('b', '<w:w w:val="1"/>')), '⟦b⟧'],
    ['a frame off the page', paragraph(run('b'), '<w:framePr w:x="-20000" w:y="-20000"/>'), '⟦b⟧'],
    ['but not black on a mark', paragraph(run('b', '<w:color w:val="000000"/><w:highlight w:val="yellow"/>')), 'b'],
    ['nor letters half as wide', paragraph(run('b', '<w:w w:val="50"/>')), 'b'],
    ['but not on a shaded paragraph', paragraph(run('b', white), '<w:shd w:val="clear" w:fill="000080"/>'), 'b'],
    ['nor highlighted', paragraph(run('b', `${white}<w:highlight w:val="black"/>`)), 'b'],
  ]
  test.each(cases)('is told %s', async (_, body, expected, styles = '') => {
    expect(shown(await read(wordFile(body, { styles })))).toBe(expected)
  })

  test('is not what is white on a coloured page', async () => {
    expect(shown(await read(wordFile(paragraph(run('b', white)), { background: '<w:background w:color="101030"/>' })))).toBe('b')
  })
})

describe('damage', () => {
  test('of a part beside the body takes nothing but itself', async () => {
    const file = wordFile(paragraph('One.'), { styles: '<w:style', comments: '', parts: { 'word/numbering.xml': '<' } })
    expect((await readFile(format, file, { name })).pages[0]!.text).toBe('One.')
  })

  test('of a part beside the body, or its absence, is told as a page that failed', async () => {
    const body = paragraph('One.')
    const lostOf = async (bytes: Buffer) => {
      const { pages, failures } = await readFile(format, bytes, { name })
      expect(pages.map(({ text }) => text)).toEqual(['One.'])
      return [...failures.values()]
    }
    expect(await lostOf(wordFile(body, { footnotes: '<w:footnote w:id="1"' }))).toMatchObject([
      { code: 'DOCUMENT_CORRUPT', message: expect.stringMatching(/footnotes of the document.*word\/footnotes\.xml is damaged/) },
    ])
    expect(await lostOf(wordFile(body, { relations: { n: ['endnotes', 'endnotes.xml'] } }))).toMatchObject([
      { message: expect.stringMatching(/endnotes of the document.*is missing in the file/) },
    ])
    const changed = wordFile(body, { comments: '<w:comment w:id="1"><w:p><w:r><w:t>Cheap?</w:t></w:r></w:p></w:comment>' })
    changed[changed.indexOf('Cheap?')] = 0x63
    expect(await lostOf(changed)).toMatchObject([{ message: expect.stringContaining('comments of the document') }])
    expect(await lostOf(wordFile(body, { footnotes: '', comments: '' }))).toEqual([])
  })

  test('of any kind gives text or an error of the list', { timeout: 60_000 }, async () => {
    const lease = readFileSync(join(import.meta.dirname, 'fixtures/docx/clauses.docx'))
    const count = await readMutants(format, lease, { name, seed, ms: 4_000 })
    console.log(`docx: ${count} damaged copies read, seed ${seed}`)
    expect(count).toBeGreaterThan(5)
  })
})
