import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatOf } from '../formats'
import { storeArchive } from '../formats/docx/testing/storeArchive'
import { identify } from './identify'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-identify-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

async function headOf(name: string, bytes: string | Buffer) {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return identify(path, name)
}
const formatFor = async (name: string, bytes: string | Buffer) => formatOf(await headOf(name, bytes)).id
const zip = (...names: string[]) => storeArchive(new Map(names.map((name) => [name, Buffer.from('<x/>')])))
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

describe('content decides, whatever the extension says', () => {
  test.each([
    ['page.pdf', '<!doctype html><title>x</title><p>Text</p>', 'html'],
    ['page.txt', '<!-- saved --> <html><body>Text</body></html>', 'html'],
    ['plain.pdf', 'Just some text that somebody called a PDF.', 'text'],
    ['plain.docx', 'Just some text that somebody called a document.', 'text'],
    ['noextension', 'Just some text.', 'text'],
    ['real.txt', '%PDF-1.4\n1 0 obj\n', 'pdf'],
    ['letter.bin', zip('[Content_Types].xml', 'word/document.xml'), 'docx'],
    ['program.ts', 'const html = "<html>"', 'text'],
    ['part.xml', '<?xml version="1.0"?><invoice><sum>9</sum></invoice>', 'text'],
    ['page.xhtml', '<?xml version="1.0"?><html><body/></html>', 'html'],
    ['MZ.txt', 'MZ is how old programs begin, and this text too.', 'text'],
    ['BM.md', 'BM is a sign of bitmaps.', 'markdown'],
    ['slides.pptx', zip('[Content_Types].xml', 'ppt/presentation.xml'), 'pptx'],
    ['sheet.xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), 'xlsx'],
    ['things.zip', zip('a.txt'), 'zip'],
    ['mail.eml', 'From: a@example.org\nTo: b@example.org\n\nHello', 'eml'],
    ['text.rtf', '{\\rtf1 Hello}', 'rtf'],
    ['letter.doc', '{\\rtf1 Hello}', 'rtf'],
    ['plain.rtf', 'Just a text of another name.', 'text'],
    ['online.docx', zip('[Content_Types].xml', 'word/document2.xml'), 'docx'],
    ['late.odt', zip('content.xml', 'META-INF/manifest.xml', 'mimetype'), 'odt'],
    [
      'flat.fodp',
      '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.presentation"/>',
      'odp',
    ],
    ['odd.carrel-trial', '{"carrelTrial":{}}', 'trial'],
    ['odd.json', '{"carrelTrial":{}}', 'text'],
    ['odd2.carrel-trial', '{ "carrelTrial": {} }', 'text'],
  ])('%s', async (name, bytes, format) => expect(await formatFor(name, bytes)).toBe(format))
})

describe('what cannot be read is refused with a sentence that names it', () => {
  test.each([
    ['tool.exe', Buffer.concat([Buffer.from('MZ\u0090\u0000'), Buffer.alloc(500, 3)]), /Windows program/],
    ['model.bin', Buffer.from('GGUF\u0003\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000tokenizer'), /language model/],
    ['noise.bin', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)), /binary data/],
  ])('%s', async (name, bytes, sentence) => {
    const head = await headOf(name, bytes)
    expect(() => formatOf(head)).toThrow(sentence)
    expect(() => formatOf(head)).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUPPORTED' }))
  })
})

test('what is no ordinary file is told apart from what is missing or empty, and a pipe is not waited for', async () => {
  await mkdir(join(folder, 'folder.pdf'))
  execFileSync('mkfifo', [join(folder, 'pipe.pdf')])
  await writeFile(join(folder, 'zero.pdf'), '')
  const code = (name: string) =>
    identify(join(folder, name), name).then(
      () => 'taken',
      (error) => error.code,
    )
  expect(await code('folder.pdf')).toBe('NOT_A_FILE')
  expect(await code('pipe.pdf')).toBe('NOT_A_FILE')
  expect(await code('none.pdf')).toBe('FILE_MISSING')
  expect(await code('zero.pdf')).toBe('DOCUMENT_EMPTY')
})

test('a picture is seen as one under any name', async () => {
  expect((await headOf('picture.pdf', png)).detected).toEqual({ extension: 'png', mediaType: 'image/png' })
})
