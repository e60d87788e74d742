import { officeFile, relations } from './officeFile'

const spaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'

/** A run with properties of its own; `text` may hold elements. */
export function run(text: string, properties = ''): string {
  const content = text.startsWith('<') ? text : `<w:t xml:space="preserve">${text}</w:t>`
  return `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}${content}</w:r>`
}

/** A paragraph of runs, or of a plain text. */
export function paragraph(content: string, properties = ''): string {
  return `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${content.startsWith('<') ? content : run(content)}</w:p>`
}

export const styled = (style: string, content: string) => paragraph(content, `<w:pStyle w:val="${style}"/>`)

export const numbered = (list: number, level: number, content: string) =>
  paragraph(content, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`)

export const cell = (content: string, properties = '') =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${content.startsWith('<') ? content : paragraph(content)}</w:tc>`

export const row = (...cells: string[]) => `<w:tr>${cells.join('')}</w:tr>`

export const table = (...rows: string[]) => `<w:tbl><w:tblPr/>${rows.join('')}</w:tbl>`

export const box = (content: string) =>
  `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>${content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>${content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>`

export const picture = (description: string) =>
  `<w:drawing><wp:inline><wp:docPr id="1" name="p" descr="${description}"/></wp:inline></w:drawing>`

/** A field as Word writes it: begin, what it asks for, its result, end. */
export const field = (instruction: string, result: string) =>
  `${run('<w:fldChar w:fldCharType="begin"/>')}${run(`<w:instrText>${instruction}</w:instrText>`)}${run('<w:fldChar w:fldCharType="separate"/>')}${run(result)}${run('<w:fldChar w:fldCharType="end"/>')}`

/** Levels of a list as `[format, text]`, and numbers `1`, `2` … of lists by the definition each is of, from 0. */
export function numbering(
  definitions: readonly (readonly (readonly [format: string, text: string, more?: string])[])[],
  lists: readonly (number | [number, string])[],
): string {
  const abstract = definitions.map(
    (levels, id) =>
      `<w:abstractNum w:abstractNumId="${id}">${levels
        .map(
          ([format, text, more = ''], level) =>
            `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`,
        )
        .join('')}</w:abstractNum>`,
  )
  const numbers = lists.map((list, i) => {
    const [definition, more] = typeof list === 'number' ? [list, ''] : list
    return `<w:num w:numId="${i + 1}"><w:abstractNumId w:val="${definition}"/>${more}</w:num>`
  })
  return abstract.join('') + numbers.join('')
}

/** Parts beside the body, each without its root. */
export interface WordMore {
  styles?: string
  numbering?: string
  footnotes?: string
  endnotes?: string
  comments?: string
  header?: string
  footer?: string
  /** Before the body. */
  background?: string
  relations?: Record<string, readonly [type: string, target: string]>
  parts?: Record<string, string | Buffer>
}

export function wordFile(body: string, more: WordMore = {}): Buffer {
  const named: Record<string, readonly [string, string]> = { ...more.relations }
  const parts: Record<string, string | Buffer> = {}
  const roots = {
    styles: 'styles',
    numbering: 'numbering',
    footnotes: 'footnotes',
    endnotes: 'endnotes',
    comments: 'comments',
    header: 'hdr',
    footer: 'ftr',
  } as const
  for (const [name, root] of Object.entries(roots)) {
    const content = more[name as keyof typeof roots]
    if (content === undefined) continue
    named[`auto-${name}`] = [name, `${name}.xml`]
    parts[`word/${name}.xml`] = `<w:${root} ${spaces}>${content}</w:${root}>`
  }
  return officeFile({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations({ r1: ['officeDocument', 'word/document.xml'] }),
    'word/document.xml': `<?xml version="1.0"?><w:document ${spaces}>${more.background ?? ''}<w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relations(named),
    ...parts,
    ...more.parts,
  })
}

/** The styles Word brings, as far as they are read. */
export const wordStyles = `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>${[1, 2, 3].map((n) => `<w:style w:type="paragraph" w:styleId="berschrift${n}"><w:name w:val="heading ${n}"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="${n - 1}"/></w:pPr></w:style>`).join('')}<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style><w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>`
