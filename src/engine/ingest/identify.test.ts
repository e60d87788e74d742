import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatOf } from '../formats'
import { storeArchive } from '../formats/docx/testing/storeArchive'
import { identify } from './identify'
import { compoundFile } from './testing/compoundFile'

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

/** Text as it stands in files of many kinds. */
const words = 'Just some text that somebody wrote down, with nothing special about it.'
const wide = (text: string) => Buffer.from(text, 'utf16le')
const cues = 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n'
const table = Array.from({ length: 8 }, (_, i) => `item ${i},${i}00,Vevey,${i}`).join('\n')
const office = (...names: string[]) => zip('[Content_Types].xml', '_rels/.rels', ...names)
const mail = 'From: a@example.org\nTo: b@example.org\nSubject: Hello\nMIME-Version: 1.0\n\nHello'
const flat = (kind: string) =>
  `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.${kind}"/>`
const stored = (type: string, ...names: string[]) =>
  storeArchive(new Map([['mimetype', Buffer.from(type)], ...names.map((name) => [name, Buffer.from('<x/>')] as const)]))
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF\0'), Buffer.alloc(100, 7)])
const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([1, 0, 1, 0, 0x80, 0, 0]), Buffer.alloc(40)])
const bmp = Buffer.concat([Buffer.from('BM'), Buffer.from([0x46, 0, 0, 0, 0, 0, 0, 0, 0x36, 0, 0, 0, 0x28]), Buffer.alloc(57)])

describe('content decides, whatever the extension says', () => {
  const cases: [name: string, bytes: string | Buffer, format: string][] = [
    // Text of every kind, rightly and wrongly named.
    ['plain.txt', words, 'text'],
    ['noextension', words, 'text'],
    ['plain.pdf', words, 'text'],
    ['plain.docx', words, 'text'],
    ['plain.xls', words, 'text'],
    ['plain.jpg', words, 'text'],
    ['plain.zip', words, 'text'],
    ['plain.rtf', words, 'text'],
    ['plain.epub', words, 'text'],
    ['plain.unknown', words, 'text'],
    ['MZ.txt', 'MZ is how old programs begin, and this text too.', 'text'],
    ['BM.md', 'BM is a sign of bitmaps.', 'markdown'],
    ['ID3.txt', 'ID3 is how sound recordings begin.', 'text'],
    ['rar.txt', 'Rar! cried the lion.', 'text'],
    ['mark.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), wide(words)]), 'text'],
    ['mark.mp1', Buffer.concat([Buffer.from([0xff, 0xfe]), wide(words)]), 'text'],
    ['unmarked.txt', wide(words), 'text'],
    ['unmarked.bin', wide(words), 'text'],
    ['latin.txt', Buffer.from('Größe und Länge, Höhe und Öffnung', 'latin1'), 'text'],
    ['log.log', '\u001b[31merror\u001b[0m at 12:00\n'.repeat(9), 'text'],
    ['notes.md', '# Notes\n\nA list.', 'markdown'],
    ['notes.markdown', wide('\ufeff# Notes'), 'markdown'],
    // Web pages.
    ['page.html', '<p>A part of a page</p>', 'html'],
    ['page.htm', words, 'html'],
    ['page.pdf', '<!doctype html><title>x</title><p>Text</p>', 'html'],
    ['page.txt', '<!-- saved --> <html><body>Text</body></html>', 'html'],
    ['page.doc', '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>Text</body></html>', 'html'],
    ['page.xls', '<table><tr><td>1</td></tr></table>', 'html'],
    ['page.xml', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', 'html'],
    ['page.xhtml', '<?xml version="1.0"?><html><body/></html>', 'html'],
    ['wide.html', Buffer.concat([Buffer.from([0xff, 0xfe]), wide('<html><body>x</body></html>')]), 'html'],
    ['page.mht', `From: <Saved by Blink>\n${mail.slice(mail.indexOf('\n') + 1)}`, 'eml'],
    // Source code, data, transcripts.
    ['program.ts', 'const html = "<html>"', 'code'],
    ['script', '#!/usr/bin/env python3\nprint(1)', 'code'],
    ['Makefile', 'all:\n\techo', 'code'],
    ['Dockerfile', 'FROM node', 'code'],
    ['part.xml', '<?xml version="1.0"?><invoice><sum>9</sum></invoice>', 'code'],
    ['part.data', '<?xml version="1.0"?><invoice><sum>9</sum></invoice>', 'code'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>', 'code'],
    ['data.json', '{"a": 1}', 'json'],
    ['data.unknown', '{"a": 1}', 'json'],
    ['data.pdf', '[{"a": 1}, {"a": 2}]', 'json'],
    ['rows.jsonl', '{"a": 1}\n{"a": 2}', 'json'],
    ['odd.carrel-trial', '{"carrelTrial":{}}', 'trial'],
    ['odd.json', '{"carrelTrial":{}}', 'json'],
    ['odd2.carrel-trial', '{ "carrelTrial": {} }', 'json'],
    ['talk.vtt', cues, 'vtt'],
    ['talk.txt', cues, 'vtt'],
    ['talk.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello.\n', 'vtt'],
    ['talk.srt.txt', words, 'text'],
    ['rows.csv', table, 'csv'],
    ['rows.xls', table, 'csv'],
    ['rows.tsv', table.replaceAll(',', '\t'), 'csv'],
    // Documents that say what they are.
    ['real.txt', '%PDF-1.4\n1 0 obj\n', 'pdf'],
    ['real', '%PDF-1.4\n1 0 obj\n', 'pdf'],
    ['text.rtf', '{\\rtf1 Hello}', 'rtf'],
    ['letter.doc', '{\\rtf1 Hello}', 'rtf'],
    ['mail.eml', mail, 'eml'],
    ['mail.txt', mail, 'eml'],
    ['box.mbox', `From a@example.org Sat Nov 21 10:00:00 2026\n${mail}\n`, 'mbox'],
    ['picture.txt', png, 'image'],
    ['picture.pdf', png, 'image'],
    ['picture.docx', jpeg, 'image'],
    ['picture', gif, 'image'],
    ['picture.dat', bmp, 'image'],
    // Archives by what is in them.
    ['things.zip', zip('a.txt'), 'zip'],
    ['things.docx.zip', office('word/document.xml'), 'docx'],
    ['letter.bin', office('word/document.xml'), 'docx'],
    ['letter.zip', office('word/document.xml'), 'docx'],
    ['letter.xlsx', office('word/document.xml'), 'docx'],
    ['online.docx', zip('[Content_Types].xml', 'word/document2.xml'), 'docx'],
    ['sheet.xlsx', office('xl/workbook.xml'), 'xlsx'],
    ['sheet.zip', office('xl/workbook.xml', 'xl/worksheets/sheet1.xml'), 'xlsx'],
    ['slides.pptx', office('ppt/presentation.xml'), 'pptx'],
    ['slides.docx', office('ppt/presentation.xml', 'ppt/slides/slide1.xml'), 'pptx'],
    ['text.odt', stored('application/vnd.oasis.opendocument.text', 'content.xml', 'META-INF/manifest.xml'), 'odt'],
    ['late.odt', zip('content.xml', 'META-INF/manifest.xml', 'mimetype'), 'odt'],
    ['sheet.bin', stored('application/vnd.oasis.opendocument.spreadsheet', 'content.xml', 'META-INF/manifest.xml'), 'ods'],
    ['slides.odp', stored('application/vnd.oasis.opendocument.presentation', 'content.xml', 'META-INF/manifest.xml'), 'odp'],
    ['flat.fodp', flat('presentation'), 'odp'],
    ['book.epub', stored('application/epub+zip', 'META-INF/container.xml'), 'epub'],
    ['book.zip', zip('META-INF/container.xml', 'OPS/a.xhtml'), 'epub'],
    // Compound files by what is in them.
    ['old.xls', compoundFile({ Workbook: 'x' }), 'xls'],
    ['old.doc', compoundFile({ Workbook: 'x' }), 'xls'],
    ['mail.msg', compoundFile({ '__properties_version1.0': 'x' }), 'msg'],
    ['mail.bin', compoundFile({ '__properties_version1.0': 'x' }), 'msg'],
    ['sealed.docx', compoundFile({ EncryptionInfo: 'x', EncryptedPackage: 'x' }), 'docx'],
    ['sealed.xlsx', compoundFile({ EncryptionInfo: 'x', EncryptedPackage: 'x' }), 'xlsx'],
  ]
  test.each(cases)('%s', async (name, bytes, format) => expect(await formatFor(name, bytes)).toBe(format))
})

describe('what cannot be read is refused with a sentence that says what it is and what to do', () => {
  const binary = (start: string | number[], fill = 3) => Buffer.concat([Buffer.from(start as string), Buffer.alloc(600, fill)])
  const tar = Buffer.alloc(1_024)
  tar.write('notes.txt', 0)
  tar.write('0000644\0', 100)
  tar.write('0000000\0'.repeat(2), 108)
  tar.write('00000000000\0'.repeat(2), 124)
  tar.write('ustar\x0000', 257)
  tar.write(
    tar
      .reduce((sum, byte) => sum + byte, 8 * 32)
      .toString(8)
      .padStart(6, '0') + '\0 ',
    148,
  )
  const cases: [name: string, bytes: Buffer, sentence: RegExp][] = [
    ['tool.exe', binary('MZ\u0090\u0000'), /a Windows program, which/],
    ['tool.pdf', binary('MZ\u0090\u0000'), /No page|Windows program, called \.pdf/],
    ['tool', binary([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), /a Linux program/],
    ['model.bin', Buffer.from('GGUF\u0003\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000tokenizer'), /a language model/],
    ['model.gguf', Buffer.from('GGUF\u0003\u0000\u0000\u0000'), /a language model/],
    ['things.tar.gz', gzipSync('x'), /gzip archive.*: unpack it/],
    ['things.tar', tar, /tar archive.*: unpack it/],
    ['things.7z', binary([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]), /7-Zip archive.*: unpack it/],
    ['things.rar', binary([0x52, 0x61, 0x72, 0x21, 0x1a, 7, 0, 0]), /RAR archive.*: unpack it/],
    ['things.xz', binary([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]), /compressed archive.*: unpack it/],
    [
      'disk.iso',
      Buffer.concat([Buffer.alloc(0x8001), Buffer.from('CD001\u0001\u0000'), Buffer.alloc(2_000)]),
      /disk image.*: open it as a disk/,
    ],
    ['disk.dmg', binary([0x78, 0xda, 0, 1, 0, 9, 200]), /disk image/],
    ['song.mp3', binary([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0x21]), /sound recording.*transcript/],
    [
      'song.wav',
      Buffer.concat([Buffer.from('RIFF'), Buffer.from([100, 0, 0, 0]), Buffer.from('WAVEfmt '), Buffer.alloc(200)]),
      /sound recording/,
    ],
    ['film.mp4', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(200)]), /a video.*transcript/],
    [
      'film.mkv',
      Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x93, 0x42, 0x82, 0x88]), Buffer.from('matroska'), Buffer.alloc(200)]),
      /a video/,
    ],
    ['data.sqlite', binary('SQLite format 3\u0000'), /SQLite database.*CSV/],
    ['font.ttf', binary([0, 1, 0, 0, 0, 12]), /a font/],
    ['picture.heic', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(200)]), /picture.*PNG or JPEG/],
    ['picture.psd', binary('8BPS\u0000\u0001'), /picture.*PNG or JPEG/],
    ['letter.doc', compoundFile({ WordDocument: 'x', '1Table': 'y' }), /an old Word document, which.*save it as DOCX/],
    ['letter.docx', compoundFile({ WordDocument: 'x' }), /Word document of the old kind/],
    ['letter', compoundFile({ WordDocument: 'x' }), /an old Word document/],
    ['slides.ppt', compoundFile({ 'PowerPoint Document': 'x' }), /old PowerPoint presentation.*save it as PPTX/],
    ['plan.vsd', compoundFile({ VisioDocument: 'x' }), /drawing or plan.*PDF/],
    ['what.bin', compoundFile({ Anything: 'x' }), /an old Office file/],
    ['book.mobi', binary([0x42, 0, 0, 0]), /e-book \(Kindle\).*EPUB/],
    ['secret.pgp', Buffer.from('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n'), /encrypted.*decrypt it/],
    ['Main.class', binary([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x34]), /Java program/],
    ['noise.bin', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)), /binary data/],
  ]
  test.each(cases)('%s', async (name, bytes, sentence) => {
    const head = await headOf(name, bytes)
    const refusal = async () => {
      const document = await formatOf(head).open({ path: join(folder, name), head }, { signal: new AbortController().signal })
      await document.close()
    }
    await expect(refusal()).rejects.toMatchObject({ message: expect.stringMatching(sentence) })
  })

  test('noise named as text is never read as such', async () => {
    const noise = Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256))
    for (const name of ['noise.txt', 'noise.md', 'noise.csv', 'noise.html', 'noise.py', 'noise.json', 'noise.srt', 'noise']) {
      const head = await headOf(name, noise)
      const open = async () => formatOf(head).open({ path: join(folder, name), head }, { signal: new AbortController().signal })
      await expect(open(), name).rejects.toMatchObject({ code: expect.stringMatching(/^(FORMAT_UNSUPPORTED|TEXT_ENCODING)$/) })
    }
  })
})

test('streams of a compound file are told from the top down, whatever the damage', async () => {
  const bytes = compoundFile({ WordDocument: 'x', 'Storage/Inner': 'y' })
  expect((await headOf('a.doc', bytes)).streams).toEqual(['WordDocument', 'Storage/Inner'])
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, byte) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = byte
      const { streams } = await headOf('damaged.doc', damaged)
      expect(streams?.length ?? 0).toBeLessThan(2_001)
    }),
    { numRuns: 150, seed: 29 },
  )
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

test('what begins as an old Office file is none of letters, however many follow', async () => {
  const bytes = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000, 'A')])
  expect((await headOf('letters.xls', bytes)).detected?.extension).toBe('cfb')
})

test.each([
  ['zeros.txt', Buffer.alloc(5_000), 'DOCUMENT_EMPTY'],
  ['zeros.docx', Buffer.alloc(5_000), 'DOCUMENT_EMPTY'],
  ['behind.docx', Buffer.concat([Buffer.from([1, 2, 0, 3, 0xff, 0, 0xfe, 0]), zip('word/document.xml')]), 'DOCUMENT_CORRUPT'],
  ['noise.pptx', Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)), 'DOCUMENT_CORRUPT'],
])('%s, which begins as no document does, is told apart from what is not read', async (name, bytes, code) => {
  const head = await headOf(name, bytes)
  expect(() => formatOf(head)).toThrow(expect.objectContaining({ code }))
})

test('a GIF of which only the first letters are left is no text', async () => {
  expect(await formatFor('cut.gif', 'GIF89a')).toBe('image')
  expect(await formatFor('notes.txt', 'GIF89a is how such pictures begin.')).toBe('text')
})
