import sharp from 'sharp'
import { addGrain } from './noise.mjs'

const dpi = 200
const width = 1_654
const height = 2_339
const paper = { r: 246, g: 242, b: 231 }

/** A picture of a letter as a flat-bed scanner gives it, 200 dpi: skewed by 1.5 degrees, on tinted paper, with grain; a JPEG. */
export async function scanOf(png) {
  const tinted = await sharp(png)
    .removeAlpha()
    .resize(width, height, { fit: 'fill' })
    .composite([{ input: { create: { width, height, channels: 3, background: paper } }, blend: 'multiply' }])
    .png()
    .toBuffer()
  const skewed = await sharp(tinted).rotate(1.5, { background: paper }).png().toBuffer()
  const { data, info } = await sharp(skewed).resize(width, height, { fit: 'cover' }).blur(0.6).raw().toBuffer({ resolveWithObject: true })
  addGrain(data, 9, 1_887)
  return await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 62, mozjpeg: true })
    .toBuffer()
}

/** A PDF of one page that holds nothing but the JPEG: no text, as scanners write it. */
export function pdfOfScan(jpeg) {
  const points = (pixels) => ((pixels * 72) / dpi).toFixed(2)
  const content = Buffer.from(`q ${points(width)} 0 0 ${points(height)} 0 0 cm /Scan Do Q`)
  const image = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`
  return pdfOfObjects([
    ['<< /Type /Catalog /Pages 2 0 R >>'],
    ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${points(width)} ${points(height)}] /Resources << /XObject << /Scan 4 0 R >> >> /Contents 5 0 R >>`,
    ],
    [`<< ${image} /Length ${jpeg.length} >>`, jpeg],
    [`<< /Length ${content.length} >>`, content],
  ])
}

/** A PDF file of numbered objects, each a dictionary with or without a stream. Layout: ISO 32000-1, 7.5. */
function pdfOfObjects(objects) {
  const parts = [Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')]
  const offsets = []
  const length = () => parts.reduce((sum, part) => sum + part.length, 0)
  for (const [index, [dictionary, stream]] of objects.entries()) {
    offsets.push(length())
    parts.push(Buffer.from(`${index + 1} 0 obj\n${dictionary}\n`))
    if (stream) parts.push(Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n'))
    parts.push(Buffer.from('endobj\n'))
  }
  const start = length()
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  parts.push(
    Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}
