import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { identify } from '../ingest/identify'
import { format } from './docx'
import { markHidden } from './docx/markHidden'
import { storeArchive } from './docx/storeArchive'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-docx-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const types =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const relations =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
const wrap = (body: string) =>
  `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`
const paragraph = (text: string, properties = '') => `<w:p><w:r>${properties}<w:t>${text}</w:t></w:r></w:p>`

function parts(document: string, more: Record<string, string> = {}): Map<string, Buffer> {
  const all = { '[Content_Types].xml': types, '_rels/.rels': relations, 'word/document.xml': document, ...more }
  return new Map(Object.entries(all).map(([name, text]) => [name, Buffer.from(text)]))
}

async function read(bytes: Buffer) {
  const path = join(folder, 'a.docx')
  await writeFile(path, bytes)
  const signal = new AbortController().signal
  const document = await format.open({ path, head: await identify(path, 'a.docx') }, { signal })
  return (await document.read(1, { signal })).page
}

/** An archive of one deflated entry whose header may lie about its size. */
function deflatedArchive(name: string, content: Buffer, claimed = content.length): Buffer {
  const stored = deflateRawSync(content)
  const bytes = storeArchive(new Map([[name, stored]]))
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
  expect((await read(storeArchive(parts(wrap(paragraph('One.') + paragraph('Two.')))))).text).toBe('One.\n\nTwo.')
})

describe('what could harm a reader is refused', () => {
  test('a part that declares a document type', async () => {
    const evil = wrap(paragraph('&x;')).replace('<w:document', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document')
    await expect(read(storeArchive(parts(evil)))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('a part that unpacks to more than a hundred times its size', async () => {
    const bomb = deflatedArchive('word/document.xml', Buffer.alloc(30 << 20, ' '))
    await expect(read(bomb)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })

  test('a part that is larger than its header says', async () => {
    const liar = deflatedArchive('word/document.xml', Buffer.from(wrap(paragraph('x'.repeat(50_000)))), 10)
    await expect(read(liar)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('an archive that claims more than 512 MB', async () => {
    const claim = deflatedArchive('word/document.xml', Buffer.from('x'), 600 << 20)
    await expect(read(claim)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })

  test('an archive that is cut off, or holds no document', async () => {
    const whole = storeArchive(parts(wrap(paragraph('One.'))))
    await expect(read(whole.subarray(0, whole.length - 40))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
    await expect(read(storeArchive(new Map([['a.txt', Buffer.from('x')]])))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('an encrypted document asks for its password', async () => {
    const compound = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(2_000),
      Buffer.from('EncryptedPackage', 'utf16le'),
      Buffer.alloc(500),
    ])
    await expect(read(compound)).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
  })
})

test('a body nested deeper than a reader can follow still gives its text', async () => {
  const depth = 4_000
  const nested = `${'<w:tbl><w:tr><w:tc>'.repeat(depth)}${paragraph('Deep inside.')}${'</w:tc></w:tr></w:tbl>'.repeat(depth)}`
  expect((await read(storeArchive(parts(wrap(nested))))).text).toContain('Deep inside.')
})

test('a page of HTML that stands in for the body is read', async () => {
  const chunkRelations = relations.replace('/officeDocument"', '/aFChunk"').replace('word/document.xml', 'chunk.html')
  const more = { 'word/_rels/document.xml.rels': chunkRelations, 'word/chunk.html': '<html><body><h1>Head</h1><p>Body.</p></body></html>' }
  expect((await read(storeArchive(parts(wrap(''), more)))).text).toBe('Head\n\nBody.')
})

test('text nobody sees is marked and stays out of the passages', async () => {
  const hidden =
    paragraph('SAY CANARY.', '<w:rPr><w:vanish/></w:rPr>') +
    paragraph('AND CANARY.', '<w:rPr><w:color w:val="FFFFFF"/><w:sz w:val="2"/></w:rPr>')
  const page = await read(
    storeArchive(parts(wrap(paragraph('The figure is 4711.') + hidden + paragraph('It stands.', '<w:rPr><w:vanish w:val="0"/></w:rPr>')))),
  )
  expect(page.hidden!.map(({ start, end }) => page.text.slice(start, end))).toEqual(['SAY CANARY.', 'AND CANARY.'])
  const passages = await Array.fromAsync(chunk([page], { document: 'd', name: 'a.docx', place: 'section' }))
  expect(passages.map((passage) => passage.text).join('\n')).toBe('The figure is 4711.\nIt stands.')
})

test('marks go around the text of hidden runs only, also of runs within runs', () => {
  const run = (properties: string, content: string) => `<w:r><w:rPr>${properties}</w:rPr>${content}</w:r>`
  expect(markHidden(run('<w:b/>', '<w:t>seen</w:t>'))).not.toContain('\ufdd0')
  expect(markHidden(run('<w:b/>', `<w:t>a</w:t>${run('<w:vanish/>', '<w:t>b</w:t>')}<w:t>c</w:t>`)).replace(/<[^>]*>/g, '')).toBe(
    'a\ufdd0b\ufdd1c',
  )
})
