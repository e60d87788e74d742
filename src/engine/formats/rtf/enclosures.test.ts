import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { CFB } from 'xlsx'
import { expect, it } from 'vitest'
import { readFile } from '../docx/testing/officeFile'
import { format } from '../rtf'

const size = (value: number) => Buffer.from(new Uint32Array([value]).buffer)
const named = (text: string) => Buffer.concat([size(text.length + 1), Buffer.from(`${text}\0`)])

/** An object as Word writes it into Rich Text. */
function objdata(kind: string, native: Buffer): string {
  const bytes = Buffer.concat([size(0x501), size(2), named(kind), size(0), size(0), size(native.length), native])
  return `{\\object\\objemb{\\*\\objclass ${kind}}{\\*\\objdata ${bytes.toString('hex').replace(/.{64}/g, '$&\r\n')}}}`
}

function packaged(name: string, content: string): Buffer {
  const path = Buffer.from(`C:\\x\\${name}\0`)
  return Buffer.concat([
    Buffer.from([2, 0]),
    Buffer.from(`${name}\0`),
    path,
    Buffer.from([0, 0, 3, 0]),
    size(path.length),
    path,
    size(content.length),
    Buffer.from(content),
  ])
}

function compound(stream: string): Buffer {
  const file = CFB.utils.cfb_new()
  CFB.utils.cfb_add(file, `/${stream}`, Buffer.alloc(5_000, 'x'))
  return Buffer.from(CFB.write(file, { type: 'buffer' }) as Buffer)
}

const picture = () => {
  const pixels = randomBytes(400 * 300).map((value, i) => (i % 10 < 8 ? 250 : value))
  return sharp(pixels, { raw: { width: 400, height: 300, channels: 1 } })
    .png()
    .toBuffer()
}

it('files and pictures in a Rich Text document are documents below it', async () => {
  const png = await picture()
  const body = [
    objdata('Package', packaged('annex.txt', 'The annex.')),
    objdata('Excel.Sheet.8', compound('Workbook')),
    `{\\pict\\picw10\\pngblip\\picwgoal5\n${png.toString('hex').replace(/.{128}/g, '$&\n')}}`,
    `{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn a}{\\sv b}}}\\picscalex100\\pngblip ${png.toString('hex')}}}`,
    '{\\pict\\wmetafile8 0100}',
  ]
  const { pages, children } = await readFile(format, Buffer.from(`{\\rtf1 Text.\\par ${body.join('\\par ')}}`), { name: 'a.rtf' })
  expect(pages[0]?.text).toBe('Text.')
  expect(children.map((child) => [child.name, child.bytes?.length])).toEqual([
    ['annex.txt', 10],
    ['object2.xls', compound('Workbook').length],
    ['picture1.png', png.length],
    ['picture2.png', png.length],
  ])
})

it('an object that is cut off is told; lengths that lie lead nowhere', async () => {
  const rtf = `{\\rtf1 Text.{\\object{\\*\\objdata 0105}}{\\pict\\pngblip\\bin99999999 xx}{\\pict\\jpegblip\\bin-5 xx}`
  const { pages, children } = await readFile(format, Buffer.from(rtf), { name: 'a.rtf' })
  expect(pages[0]?.text).toContain('Text.')
  expect(children.map((child) => [child.name, 'error' in child && child.error.code])).toEqual([['object1.bin', 'DOCUMENT_CORRUPT']])
})
