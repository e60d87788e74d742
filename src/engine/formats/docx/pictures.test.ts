import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Format } from '../../format'
import { format as docx } from '../docx'
import { format as ods } from '../ods'
import { format as odt } from '../odt'
import { odfFile } from '../opendocument/testing/handmadeOdf'
import { odsFile, odsRow } from '../ods/testing/handmadeOds'
import { format as pptx } from '../pptx'
import { deck, title } from '../pptx/testing/handmadeDeck'
import { format as xlsx } from '../xlsx'
import { handmadeBook } from '../xlsx/testing/handmadeBook'
import { officeFile, readFile, relations } from './testing/officeFile'
import { storeArchive } from './testing/storeArchive'

/** Grey dots on paper, as far as statistics go: writing on a page, or a photograph where the paper is no ground. */
function picture(width: number, height: number, ground: number): Promise<Buffer> {
  const pixels = randomBytes(width * height).map((value, i) => (i % 10 < ground * 10 ? 250 : value))
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer()
}

/** One that may show writing, and what does not: an icon, a line, a photograph. */
const all = async () => ({
  'screen.png': await picture(400, 300, 0.8),
  'icon.png': await picture(40, 40, 0.8),
  'rule.png': await picture(2_000, 20, 0.8),
  'photo.png': await picture(400, 300, 0),
})
const under = async (folder: string) => Object.fromEntries(Object.entries(await all()).map(([name, bytes]) => [`${folder}/${name}`, bytes]))
const linked = (to: string) =>
  relations({
    a: ['image', `${to}/screen.png`],
    b: ['image', `${to}/icon.png`],
    c: ['image', `${to}/rule.png`],
    e: ['image', `${to}/photo.png`],
    d: ['image', 'https://example.com/x.png'],
  })

const childrenOf = async (format: Format, bytes: Uint8Array, name: string) =>
  (await readFile(format, bytes, { name })).children.map((child) => [
    child.name,
    'error' in child ? child.error.code : child.bytes!.length > 1_000,
  ])

/** Archives of the helpers' making, with more parts. */
function withParts(file: Buffer, more: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts = new Map<string, Buffer>()
  for (let at = 0; file.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameLength] = [file.readUInt32LE(at + 18), file.readUInt16LE(at + 26)]
    const start = at + 30 + nameLength
    parts.set(file.toString('utf8', at + 30, start), file.subarray(start, start + size))
    at = start + size
  }
  for (const [name, content] of Object.entries(more)) parts.set(name, Buffer.from(content))
  return storeArchive(parts)
}

describe('pictures that may show writing are documents below', () => {
  const only = [['screen.png', true]]

  it('a Word document, but for those of its headers', async () => {
    const body =
      '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Text</w:t></w:r></w:p></w:body></w:document>'
    const file = officeFile({
      'word/document.xml': body,
      'word/_rels/document.xml.rels': linked('media'),
      'word/header1.xml': '<w:hdr/>',
      'word/_rels/header1.xml.rels': relations({ a: ['image', 'media/logo.png'] }),
      'word/media/logo.png': await picture(300, 300, 0.8),
      ...(await under('word/media')),
    })
    expect(await childrenOf(docx, file, 'a.docx')).toEqual(only)
  })

  it('a presentation, but for those of its layouts', async () => {
    const more = {
      'ppt/slides/_rels/slide1.xml.rels': linked('../media'),
      'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations({ a: ['image', '../media/logo.png'] }),
      'ppt/media/logo.png': await picture(300, 300, 0.8),
      ...(await under('ppt/media')),
    }
    expect(await childrenOf(pptx, withParts(deck([{ shapes: title('T') }]), more), 'a.pptx')).toEqual(only)
  })

  it('a workbook, and what was put into it', async () => {
    const more = {
      'xl/drawings/drawing1.xml': '<x/>',
      'xl/drawings/_rels/drawing1.xml.rels': linked('../media'),
      'xl/embeddings/contract.docx': 'put there',
      ...(await under('xl/media')),
    }
    const children = await childrenOf(xlsx, withParts(handmadeBook([{ rows: [['A', 1]] }]), more), 'a.xlsx')
    expect(children).toEqual([['contract.docx', false], ...only])
  })

  it('an OpenDocument text and spreadsheet', async () => {
    const more = await under('Pictures')
    expect(await childrenOf(odt, odfFile({ body: '<text:p>Text</text:p>', kind: 'text' }, more), 'a.odt')).toEqual(only)
    const sheet = odsFile(`<table:table table:name="S">${odsRow(['a', 1])}</table:table>`)
    expect(await childrenOf(ods, withParts(sheet, more), 'a.ods')).toEqual(only)
  })
})

it('a damaged picture is told, and takes nothing else along', async () => {
  const more = {
    'Pictures/bad.png': Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(9_000)]),
    ...(await under('Pictures')),
  }
  const file = odfFile({ body: '<text:p>Text</text:p>', kind: 'text' }, more)
  const screen = file.indexOf('Pictures/screen.png') + 60
  file[screen]! ^= 1
  expect(await childrenOf(odt, file, 'a.odt')).toEqual([
    ['bad.png', true],
    ['screen.png', 'DOCUMENT_CORRUPT'],
  ])
})

it('a page without text names the pictures that are read below it', async () => {
  const more = await under('Pictures')
  const { pages } = await readFile(odt, odfFile({ body: '<text:p/>', kind: 'text' }, more), { name: 'a.odt' })
  expect(pages[0]?.text).toBe('A picture: screen.png')
  const slides = deck([{ shapes: '' }, { shapes: '' }])
  const parts = { 'ppt/slides/_rels/slide1.xml.rels': linked('../media'), ...(await under('ppt/media')) }
  expect((await readFile(pptx, withParts(slides, parts), { name: 'a.pptx' })).pages.map(({ text }) => text)).toEqual([
    '',
    'A picture: screen.png',
  ])
})
