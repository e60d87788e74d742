import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ingest } from '../ingest/pipeline'
import type { Child } from '../format'
import { encryptedPdf } from './pdf/testing/encryptedPdf'
import { assemblePdf } from './pdf/testing/handmadePdf'
import { openBytes } from './pdf/testing/openBytes'

interface Attached {
  name: string
  content: Buffer
  /** The stream to write instead of the content, packed. */
  packed?: Buffer
}

/** A page that says something, with files attached to the document and to a place on the page. */
function withFiles(files: readonly Attached[], onPage: readonly Attached[] = []): Buffer {
  const first = 5
  const notes = first + 2 * files.length
  const annotation = (index: number) => `<< /Type /Annot /Subtype /FileAttachment /Rect [72 600 90 620] /FS ${notes + 2 * index} 0 R >>`
  const annotations = `/Annots [${onPage.map((_, index) => annotation(index)).join(' ')}]`
  const tree = files.map(({ name }, index) => `(${index} ${name}) ${first + 2 * index} 0 R`).join(' ')
  return assemblePdf([
    `<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${tree}] >> >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ${annotations} /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
    '<< /Length 54 >>\nstream\nBT /F1 11 Tf 72 700 Td (The figures are attached.) Tj ET\nendstream',
    ...[...files, ...onPage].flatMap(({ name, content, packed = deflateSync(content) }, index) => [
      `<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F ${first + 2 * index + 1} 0 R >> >>`,
      Buffer.concat([
        Buffer.from(`<< /Type /EmbeddedFile /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
        packed,
        Buffer.from('\nendstream'),
      ]),
    ]),
  ])
}

async function childrenOf(bytes: Buffer, options: { password?: string } = {}): Promise<Child[]> {
  const document = await openBytes(bytes, options)
  try {
    return await Array.fromAsync(document.children!({ signal: new AbortController().signal }))
  } finally {
    await document.close()
  }
}

const saying = (name: string, text: string): Attached => ({ name, content: Buffer.from(text) })
const texts = (children: readonly Child[]) =>
  children.map((child) => [child.name, 'content' in child ? Buffer.from(child.content as Uint8Array).toString() : child.error.code])

test('files attached to a document and to its pages are taken out, one in both places once', async () => {
  const [table, letter] = [saying('figures.csv', 'Region,2025\nNorth,1377'), saying('letter.txt', 'Dear tenant')]
  expect(texts(await childrenOf(withFiles([table], [letter, table])))).toEqual([
    ['figures.csv', 'Region,2025\nNorth,1377'],
    ['letter.txt', 'Dear tenant'],
  ])
  expect(await childrenOf(withFiles([]))).toEqual([])
})

test('what is attached to an encrypted document is taken out decrypted', async () => {
  const file = encryptedPdf('Seen.', Buffer.from('key'), 'aes-256', { name: 'terms.txt', content: 'The rent is 950 euros.' })
  expect(texts(await childrenOf(file, { password: 'key' }))).toEqual([['terms.txt', 'The rent is 950 euros.']])
})

test('a file that is missing comes with the reason, and the others all the same', async () => {
  const file = withFiles([saying('gone.txt', 'x'), saying('here.txt', 'Here.')]).toString('latin1')
  const children = await childrenOf(Buffer.from(file.replace('/EF << /F 6 0 R >>', '/XX << /F 6 0 R >>'), 'latin1'))
  expect(texts(children)).toEqual([
    ['gone.txt', 'DOCUMENT_CORRUPT'],
    ['here.txt', 'Here.'],
  ])
})

test('an attachment that unpacks without end fails, and nothing grows', async () => {
  const zeros = deflateSync(Buffer.alloc(90_000_000))
  const children = await childrenOf(
    withFiles([{ name: 'a.bin', content: Buffer.alloc(0), packed: deflateSync(zeros) }, saying('b.txt', 'b')]),
  )
  expect(texts(children).at(-1)).toEqual(['b.txt', 'b'])
  await expect(childrenOf(withFiles([{ name: 'bomb.bin', content: Buffer.alloc(300_000_000) }]))).rejects.toMatchObject({
    code: 'DOCUMENT_TOO_LARGE',
  })
}, 60_000)

test('a name that is a path stays a name: the file lies among the staged ones under its digest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-attached-'))
  try {
    const bytes = withFiles([saying('../../../outside.txt', 'Nothing lies outside.')])
    const file = join(folder, 'in.pdf')
    await writeFile(file, bytes)
    const [pages, staging] = [join(folder, 'pages'), join(folder, 'deep/er/staging')]
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const input = { document: 'd', name: 'in.pdf', file, sha256, pages, staging, ocr: 'auto' as const, embedder: 'hash' as const }
    const events = await Array.fromAsync(ingest(input, { signal: new AbortController().signal }))
    const child = events.find((event) => event.type === 'child')!
    expect(child).toMatchObject({ name: 'outside.txt', bytes: 21 })
    expect(await readFile(join(staging, `d.${child.sha256}.child`), 'utf8')).toBe('Nothing lies outside.')
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    expect(files.some(({ name }) => name.includes('outside'))).toBe(false)
    expect(events.at(-1)).toMatchObject({ type: 'done', pages: 1 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
