import { officeFile } from '../../docx/testing/officeFile'

const oasis = (name: string) => `urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`
const named = ['office', 'text', 'table', 'style', 'manifest'].map((name) => `xmlns:${name}="${oasis(name)}"`).join(' ')
const spaces = `${named} xmlns:number="${oasis('datastyle')}" xmlns:draw="${oasis('drawing')}" xmlns:fo="${oasis('xsl-fo-compatible')}" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"`

/** Styles a test needs, as LibreOffice writes them: bold, dates with and without day, white letters, a sheet that is not displayed. */
export const odsStyles = `
<number:date-style style:name="N1"><number:day/><number:text>.</number:text><number:month/><number:text>.</number:text><number:year/></number:date-style>
<number:date-style style:name="N2"><number:month number:textual="true"/><number:text> </number:text><number:year/></number:date-style>
<style:style style:name="bold" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="month" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="white" style:family="table-cell"><style:text-properties fo:color="#FFFFFF"/></style:style>
<style:style style:name="banner" style:family="table-cell" style:parent-style-name="white"><style:table-cell-properties fo:background-color="#1f4e79"/></style:style>
<style:style style:name="away" style:family="table"><style:table-properties table:display="false"/></style:style>`

/** The content of a spreadsheet around its tables. */
export function odsContent(tables: string, { root = 'document-content', mime = '' } = {}): string {
  const kind = mime ? ` office:mimetype="application/vnd.oasis.opendocument.spreadsheet"` : ''
  return `<?xml version="1.0"?><office:${root} ${spaces}${kind}><office:automatic-styles>${odsStyles}</office:automatic-styles><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:${root}>`
}

export function odsFile(tables: string): Buffer {
  return officeFile({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': odsContent(tables),
    'META-INF/manifest.xml': `<manifest:manifest ${spaces}/>`,
  })
}

/** A row of texts and numbers. */
export function odsRow(values: readonly (string | number | null)[], attributes = ''): string {
  const cells = values.map((value) =>
    value === null
      ? '<table:table-cell/>'
      : typeof value === 'number'
        ? `<table:table-cell office:value-type="float" office:value="${value}"><text:p>${value}</text:p></table:table-cell>`
        : `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`,
  )
  return `<table:table-row ${attributes}>${cells.join('')}</table:table-row>`
}
