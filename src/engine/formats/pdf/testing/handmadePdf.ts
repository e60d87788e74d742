import { deflateSync } from 'node:zlib'

/*
 * Writes small PDFs for tests: what stands where is known because it was put there.
 */

export interface HandmadeText {
  text: string
  /** Points from the top-left corner of the media box, before rotation; y is the baseline. */
  x: number
  y: number
  size?: number
  bold?: boolean
}

export interface HandmadePage {
  texts?: HandmadeText[]
  /** Points. */
  width?: number
  height?: number
  /** Left, bottom, right, top. */
  crop?: [number, number, number, number]
  rotate?: 0 | 90 | 180 | 270
  /** Grey pixels drawn over the whole page, or into a part of it: left, bottom, width, height. */
  image?: { pixels: Uint8Array; width: number; height: number; at?: [number, number, number, number] }
  /** Content stream added as it is; its fonts are F1, F2 (bold) and F3 (a typewriter's). */
  content?: string
}

/** A complete PDF file; `trailer` is added to its trailer dictionary, `info` is what it says of itself. */
export function handmadePdf(pages: readonly HandmadePage[], trailer = '', info = ''): Buffer {
  const objects: Buffer[] = []
  const add = (body: string | Buffer) => objects.push(Buffer.from(body))
  add('<< /Type /Catalog /Pages 2 0 R >>')
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${6 + 3 * i} 0 R`).join(' ')}] >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>')
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>')
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>')
  for (const [index, page] of pages.entries()) addPage(add, page, 6 + 3 * index)
  if (!info) return assemblePdf(objects, trailer)
  add(`<< ${info} >>`)
  return assemblePdf(objects, `${trailer} /Info ${objects.length} 0 R`)
}

function addPage(add: (body: string | Buffer) => void, page: HandmadePage, number: number): void {
  const { width = 595, height = 842, crop, rotate = 0, image, texts = [], content = '' } = page
  const boxes = `/MediaBox [0 0 ${width} ${height}]${crop ? ` /CropBox [${crop.join(' ')}]` : ''} /Rotate ${rotate}`
  const resources = `<< /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >>${image ? ` /XObject << /I ${number + 2} 0 R >>` : ''} >>`
  add(`<< /Type /Page /Parent 2 0 R ${boxes} /Resources ${resources} /Contents ${number + 1} 0 R >>`)
  const [x, y, w, h] = image?.at ?? [0, 0, width, height]
  const drawn = [
    image ? `q ${w} 0 0 ${h} ${x} ${y} cm /I Do Q` : '',
    ...texts.map(
      ({ text, x: left, y: top, size = 11, bold }) => `BT /F${bold ? 2 : 1} ${size} Tf ${left} ${height - top} Td (${escaped(text)}) Tj ET`,
    ),
    content,
  ]
  add(stream('', Buffer.from(drawn.join('\n'), 'latin1')))
  const head = image
    ? `/Type /XObject /Subtype /Image /Width ${image.width} /Height ${image.height} /ColorSpace /DeviceGray /BitsPerComponent 8`
    : ''
  add(stream(head, Buffer.from(image?.pixels ?? [])))
}

function stream(head: string, bytes: Buffer): Buffer {
  const packed = deflateSync(bytes)
  return Buffer.concat([
    Buffer.from(`<< ${head} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
    packed,
    Buffer.from('\nendstream'),
  ])
}

/** A file of numbered objects, from 1; the first is the catalogue. `trailer` is added to the trailer dictionary. */
export function assemblePdf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = parts[0]!.length
  for (const [index, body] of objects.entries()) {
    offsets.push(length)
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')])
    parts.push(part)
    length += part.length
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

/** The same file without table and trailer, which pdf.js finds its way through and PDFium does not. */
export function withoutTrailer(file: Buffer): Buffer {
  const source = file.toString('latin1').replace('xref\n0', 'xxxx\n0').replace('trailer\n', '99 0 obj\n').replace('startxref', 'endobj   ')
  return Buffer.from(source, 'latin1')
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, '\\$&')
}

/** Lines of text, one below the other. */
export function textLines(
  lines: readonly string[],
  { x = 72, y = 100, size = 11, step = 0, bold = false }: { x?: number; y?: number; size?: number; step?: number; bold?: boolean } = {},
): HandmadeText[] {
  return lines.map((text, index) => ({ text, x, y: y + index * (step || 1.25 * size), size, bold }))
}
