import { officeFile, relations } from '../../docx/testing/officeFile'

const spaces =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'

export interface HandmadeSlide {
  shapes: string
  /** Attributes of the slide itself. */
  attributes?: string
  background?: string
  relations?: Record<string, readonly [type: string, target: string]>
}

type Box = readonly [x: number, y: number, width: number, height: number]

interface ShapeOptions {
  at?: Box
  placeholder?: string
  attributes?: string
  properties?: string
}

/** A shape with a text; paragraphs are plain text or whole `<a:p>` elements. Coordinates in thousandths of a slide. */
export function shape(paragraphs: readonly string[], { at, placeholder, attributes = '', properties = '' }: ShapeOptions = {}): string {
  const ph = placeholder === undefined ? '' : `<p:ph ${placeholder}/>`
  const body = paragraphs.map((text) => (text.startsWith('<a:p>') ? text : `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`)).join('')
  return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" ${attributes}/><p:cNvSpPr/><p:nvPr>${ph}</p:nvPr></p:nvSpPr><p:spPr>${xfrm('a', at)}${properties}</p:spPr><p:txBody><a:bodyPr/>${body}</p:txBody></p:sp>`
}

export const title = (text: string, options: ShapeOptions = {}) => shape([text], { placeholder: 'type="title"', ...options })

/** A paragraph with properties of its own and of its run. */
export function paragraph(text: string, properties = '', run = ''): string {
  return `<a:p>${properties}<a:r>${run}<a:t>${text}</a:t></a:r></a:p>`
}

export function graphic(content: string, at?: Box, attributes = ''): string {
  return `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="3" name="g" ${attributes}/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>${xfrm('p', at)}<a:graphic><a:graphicData>${content}</a:graphicData></a:graphic></p:graphicFrame>`
}

function xfrm(prefix: string, at: Box | undefined): string {
  if (!at) return ''
  const [x, y, width, height] = at.map((value, i) => Math.round((value / 1_000) * (i % 2 === 0 ? 12_192_000 : 6_858_000)))
  return `<${prefix}:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="${width}" cy="${height}"/></${prefix}:xfrm>`
}

const tree = (shapes: string, background = '') => `<p:cSld>${background}<p:spTree><p:nvGrpSpPr/><p:grpSpPr/>${shapes}</p:spTree></p:cSld>`

const white = '<p:bg><p:bgPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></p:bgPr></p:bg>'
const bodyStyle = '<a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr><a:lvl2pPr><a:buChar char="–"/></a:lvl2pPr>'
const master = `<p:sldMaster ${spaces}>${tree(shape([''], { placeholder: 'type="title"', at: [50, 50, 900, 100] }) + shape([''], { placeholder: 'type="body" idx="1"', at: [50, 200, 900, 700] }), white)}<p:txStyles><p:titleStyle/><p:bodyStyle>${bodyStyle}</p:bodyStyle></p:txStyles></p:sldMaster>`
const layout = `<p:sldLayout ${spaces}>${tree(shape([''], { placeholder: 'type="title"' }) + shape([''], { placeholder: 'idx="1"' }))}</p:sldLayout>`

/** A presentation of these slides, shown in the order given and stored the other way round. */
export function deck(slides: readonly HandmadeSlide[], more: Readonly<Record<string, string | Buffer>> = {}): Buffer {
  const parts: Record<string, string | Buffer> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations({ r1: ['officeDocument', 'ppt/presentation.xml'] }),
    'ppt/slideMasters/slideMaster1.xml': master,
    'ppt/slideLayouts/slideLayout1.xml': layout,
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations({ r1: ['slideMaster', '../slideMasters/slideMaster1.xml'] }),
  }
  const named: Record<string, readonly [string, string]> = {}
  slides.forEach(({ shapes, attributes = '', background, relations: own }, i) => {
    const file = slides.length - i
    parts[`ppt/slides/slide${file}.xml`] = `<p:sld ${spaces} ${attributes}>${tree(shapes, background)}</p:sld>`
    parts[`ppt/slides/_rels/slide${file}.xml.rels`] = relations({ r0: ['slideLayout', '../slideLayouts/slideLayout1.xml'], ...own })
    named[`s${i + 1}`] = ['slide', `slides/slide${file}.xml`]
  })
  const list = slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="s${i + 1}"/>`).join('')
  parts['ppt/presentation.xml'] =
    `<p:presentation ${spaces}><p:sldIdLst>${list}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/></p:presentation>`
  parts['ppt/_rels/presentation.xml.rels'] = relations({ a1: ['commentAuthors', 'commentAuthors.xml'], ...named })
  return officeFile({ ...parts, ...more })
}

export const notesOf = (text: string) =>
  `<p:notes ${spaces}>${tree(shape(['7'], { placeholder: 'type="sldNum"' }) + shape([text], { placeholder: 'type="body" idx="1"' }))}</p:notes>`
