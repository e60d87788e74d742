import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readContainer, refusalOf } from './mail/testing/readContainer'
import { type MadeEntry, makeZip } from './zip/testing/makeZip'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-zip-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function file(content: Uint8Array, name = `${++count}.zip`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const read = (entries: readonly MadeEntry[]) => readContainer(file(makeZip(entries)))
const refused = (entries: readonly MadeEntry[]) => refusalOf(file(makeZip(entries)))
const names = async (entries: readonly MadeEntry[]) => (await read(entries)).children.map((child) => child.name)

describe('the files of an archive', () => {
  it('are its children under their paths, and listed with their sizes', async () => {
    const { format, text, children } = await read([
      { name: 'papers/' },
      { name: 'papers/lease.txt', content: 'The rent is 900.' },
      { name: 'photo|1.bin', content: new Uint8Array(2_500), stored: true },
    ])
    expect(format).toBe('zip')
    expect(children.map((child) => [child.name, child.content?.length])).toEqual([
      ['papers/lease.txt', 16],
      ['photo|1.bin', 2_500],
    ])
    expect(text).toContain('2 files, 2.5 KB unpacked.')
    expect(text).toContain('| papers/lease.txt | 16 bytes |')
    expect(text).toContain('| photo\\|1.bin | 2.5 KB |')
  })

  it('that systems keep for themselves are left out, and the list says how many', async () => {
    const entries = ['a.txt', '__MACOSX/._a.txt', '.DS_Store', 'x/Thumbs.db'].map((name) => ({ name, content: 'a' }))
    const { children, text } = await read(entries)
    expect(children.map((child) => child.name)).toEqual(['a.txt'])
    expect(text).toContain('3 files that systems keep for themselves were left out.')
  })

  it('never have a path for a name', async () => {
    const wicked = [
      '../../up.txt',
      '/etc/root.txt',
      'C:\\drive.txt',
      '..\\back.txt',
      'a/../../b.txt',
      'nul\u0000.txt',
      '\u202etxt.exe',
      '',
      '..',
    ]
    const { children, text } = await read(wicked.map((name) => ({ name, content: 'x' })))
    expect(children.map((child) => child.name)).toEqual([
      'up.txt',
      'etc/root.txt',
      'drive.txt',
      'back.txt',
      'a/b.txt',
      'nul.txt',
      'txt.exe',
      'unnamed',
      'unnamed (2)',
    ])
    expect(text).toContain('| up.txt | 1 bytes | its name led out of the archive |')
    expect(readdirSync(folder).filter((name) => !name.endsWith('.zip'))).toEqual([])
  })

  it('of one name are numbered, and links are only listed', async () => {
    const { children, text } = await read([
      { name: 'a.txt', content: 'first' },
      { name: 'a.txt', content: 'second' },
      { name: 'way', content: '/tmp', mode: 0o120777, stored: true },
      { name: 'way/b.txt', content: 'third' },
    ])
    expect(children.map((child) => [child.name, child.content?.toString()])).toEqual([
      ['a.txt', 'first'],
      ['a (2).txt', 'second'],
      ['way/b.txt', 'third'],
    ])
    expect(text).toContain('| way | 4 bytes | a link, left out |')
  })

  it.each([
    ['cp437', 'Übersicht für März.txt'],
    ['cp437', 'Größe.txt'],
    ['cp437', 'äöüß.txt'],
    ['cp437', 'Ärger.txt'],
    ['cp437', 'à la carte, déjà-vu.txt'],
    ['cp437', 'GRÖSSE.TXT'],
    ['cp850', 'Brød og øl, Fußgänger.txt'],
    ['windows-1252', 'Maße und Größe.txt'],
    ['cp866', 'ДОГОВОР.txt'],
    ['windows-1251', 'ДОГОВОР.txt'],
    ['windows-1251', 'Он.txt'],
    ['shift_jis', '年次報告書の概要.txt'],
    ['windows-1252', 'Liste für Müller, é, ñ.txt'],
    ['cp866', 'Договор аренды.txt'],
    ['shift_jis', '見積書と契約書について.txt'],
    ['windows-1251', 'Договор аренды.txt'],
    ['shift_jis', 'ファイル一覧.txt'],
    ['gbk', '关于合同的报告和附件.txt'],
    ['gbk', '新建文件夹/合同.doc'],
    ['big5', '新資料夾/合約.doc'],
    ['euc-kr', '새 폴더/계약서.hwp'],
    ['utf-8', 'отчёт и übersicht.txt'],
  ])('have names in %s without saying so: %s', async (encoding, name) => {
    expect(await names([{ name: iconv.encode(name, encoding), content: 'x', flags: -1 }])).toEqual([name])
  })

  it('may be in the 64-bit form', async () => {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { zip64: true })
    await writer.add('large.txt', new Uint8ArrayReader(Buffer.from('It could be large.')))
    const { children } = await readContainer(file(await writer.close()))
    expect(children).toMatchObject([{ name: 'large.txt', content: Buffer.from('It could be large.') }])
  })

  it('are found where the archive is called something else', async () => {
    const { format } = await readContainer(file(makeZip([{ name: 'a.txt', content: 'a' }]), 'papers.docx'))
    expect(format).toBe('zip')
  })
})

describe('an encrypted archive', () => {
  const password = 'Schlüssel 1'
  async function encrypted(plain: readonly string[], secret: readonly string[], options: object): Promise<string> {
    const writer = new ZipWriter(new Uint8ArrayWriter())
    const content = (name: string) => new Uint8ArrayReader(Buffer.from(`${name} says. `.repeat(20_000)))
    for (const name of plain) await writer.add(name, content(name))
    for (const name of secret) await writer.add(name, content(name), { password, ...options })
    return file(await writer.close())
  }
  const schemes = [
    ['AES-256', {}],
    ['AES-192', { encryptionStrength: 2 }],
    ['AES-128, stored', { encryptionStrength: 1, level: 0 }],
    ['traditional', { zipCrypto: true }],
    ['traditional, stored', { zipCrypto: true, level: 0 }],
  ] as const

  it.each(schemes)('asks for its password and opens with it (%s)', async (_, options) => {
    const path = await encrypted([], ['a.txt', 'b.txt'], options)
    expect(await refusalOf(path)).toMatchObject({ code: 'DOCUMENT_PASSWORD', message: 'The archive is encrypted: give its password.' })
    expect(await refusalOf(path, { password: 'wrong' })).toMatchObject({
      code: 'DOCUMENT_PASSWORD',
      message: expect.stringContaining('does not fit'),
    })
    const { children, text } = await readContainer(path, { password })
    expect(children.map((child) => child.content?.toString().slice(0, 12))).toEqual(['a.txt says. ', 'b.txt says. '])
    expect(children[0]?.content?.length).toBe(240_000)
    expect(text).toContain('| a.txt | 240 KB | encrypted |')
  })

  it('in part gives what is open, and names what is not', async () => {
    const path = await encrypted(['open.txt'], ['secret.txt'], {})
    const closed = await readContainer(path)
    expect(closed.children.map((child) => [child.name, child.code])).toEqual([
      ['open.txt', undefined],
      ['secret.txt', 'DOCUMENT_PASSWORD'],
    ])
    const opened = await readContainer(path, { password })
    expect(opened.children.map((child) => child.code)).toEqual([undefined, undefined])
    expect(opened.text).toBe(closed.text)
  })

  it('of the traditional scheme knows a wrong password although one in 256 opens something', async () => {
    const path = await encrypted([], ['a.txt'], { zipCrypto: true })
    for (let n = 0; n < 400; n++) expect((await refusalOf(path, { password: `wrong ${n}` })).code).toBe('DOCUMENT_PASSWORD')
  })

  it('that was changed after it was encrypted is damaged', async () => {
    const path = await encrypted([], ['a.txt'], { level: 0 })
    const { readFileSync } = await import('node:fs')
    const bytes = readFileSync(path)
    bytes[100_000] = bytes[100_000]! ^ 1
    expect((await refusalOf(file(bytes), { password })).code).toBe('DOCUMENT_CORRUPT')
  })
})

describe('an archive made to do harm', () => {
  const inArchives = (depth: number, content: MadeEntry): Buffer => {
    let archive = makeZip([content])
    for (let level = 1; level < depth; level++) archive = makeZip([{ name: `${level}.bin`, content: archive, stored: level % 2 === 0 }])
    return archive
  }
  const zeros = (megabytes: number) => new Uint8Array(megabytes * 2 ** 20)

  it('is refused whole where archives lie more than three deep in it, whatever they are called', async () => {
    expect((await readContainer(file(inArchives(3, { name: 'a.txt', content: 'deep' })))).children).toHaveLength(1)
    expect((await refusalOf(file(inArchives(4, { name: 'a.txt', content: 'deep' })))).code).toBe('DOCUMENT_TOO_DEEP')
  })

  it('may hold documents that are archives themselves at any depth', async () => {
    const office = makeZip([{ name: '[Content_Types].xml', content: '<Types/>' }])
    expect((await readContainer(file(inArchives(3, { name: 'a.docx', content: office })))).children).toHaveLength(1)
  })

  it('is refused where a file unpacks to more than a hundred times its size, in an archive within it too', async () => {
    const bomb: MadeEntry = { name: 'bomb.txt', content: zeros(3) }
    expect((await refused([{ name: 'good.txt', content: 'good' }, bomb])).code).toBe('DOCUMENT_TOO_LARGE')
    expect((await refused([{ name: 'inner.bin', content: makeZip([bomb]) }])).code).toBe('DOCUMENT_TOO_LARGE')
    expect((await refused([{ name: 'inner.zip', content: makeZip([{ name: 'more.zip', content: makeZip([bomb]) }]) }])).code).toBe(
      'DOCUMENT_TOO_LARGE',
    )
  })

  it('is refused where it claims to unpack to more than 512 MB, before anything is unpacked', async () => {
    const started = performance.now()
    const { code } = await refused(Array.from({ length: 3 }, (_, i) => ({ name: `${i}.txt`, content: 'x', claims: 200 * 2 ** 20 })))
    expect(code).toBe('DOCUMENT_TOO_LARGE')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('is refused where files overlap, or there are too many of them', async () => {
    const kernel = { name: 'kernel.txt', content: 'x'.repeat(1_000) }
    expect((await refused([kernel, { ...kernel, name: 'copy.txt', offset: 0 }])).code).toBe('DOCUMENT_CORRUPT')
    const many = Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.txt`, stored: true }))
    expect((await refused(many)).code).toBe('DOCUMENT_TOO_LARGE')
  })

  it('loses only the files that lie about their size or checksum, or are packed in a strange way', async () => {
    const { children, text } = await read([
      { name: 'short.txt', content: 'x'.repeat(500), claims: 10 },
      { name: 'long.txt', content: 'x', claims: 500 },
      { name: 'sum.txt', content: 'x', checksum: 7 },
      { name: 'lzma.txt', content: 'x', method: 14 },
      { name: 'bad.txt', content: 'xyz', stored: true, method: 8 },
      { name: 'good.txt', content: 'good' },
    ])
    expect(children.map((child) => child.code)).toEqual([
      'DOCUMENT_CORRUPT',
      'DOCUMENT_CORRUPT',
      'DOCUMENT_CORRUPT',
      'FORMAT_UNSUPPORTED',
      'DOCUMENT_CORRUPT',
      undefined,
    ])
    expect(text).toContain('| short.txt | 10 bytes | could not be taken out |')
  })

  it('fails as a whole where nothing can be taken out, or nothing is in it', async () => {
    expect((await refused([{ name: 'a.txt', content: 'x'.repeat(50), claims: 3 }])).code).toBe('DOCUMENT_CORRUPT')
    expect((await refused([])).code).toBe('DOCUMENT_EMPTY')
    expect((await refused([{ name: 'folder/' }, { name: '.DS_Store', content: 'x' }])).code).toBe('DOCUMENT_EMPTY')
    const whole = makeZip([{ name: 'a.txt', content: 'a'.repeat(1_000), stored: true }])
    expect((await refusalOf(file(whole.subarray(0, 700)))).code).toBe('DOCUMENT_CORRUPT')
  })
})

it('a name of zeros and odd bytes does not spoil the names beside it', async () => {
  const odd = [Buffer.from('a\0b.txt'), Buffer.from([0xff, 0xfe, 0x2e, 0x74])]
  const entries = [...odd, Buffer.from('plain.txt'), Buffer.from('folder/other.txt')].map((name) => ({ name, content: 'x', flags: -1 }))
  expect(await names(entries)).toEqual(expect.arrayContaining(['plain.txt', 'folder/other.txt']))
})

it('an archive is damaged where it claims entries that are not there, or none and holds some', async () => {
  const archive = makeZip([{ name: 'a.txt', content: 'a' }])
  const claims = Buffer.from(archive)
  claims.writeUInt16LE(60_000, archive.length - 12)
  claims.writeUInt16LE(60_000, archive.length - 14)
  expect((await refusalOf(file(claims))).code).toBe('DOCUMENT_CORRUPT')
  const lost = Buffer.concat([archive, makeZip([])])
  expect((await refusalOf(file(lost))).code).toBe('DOCUMENT_CORRUPT')
  expect((await refusalOf(file(makeZip([])))).code).toBe('DOCUMENT_EMPTY')
})
