import { officeFile, relations } from '../../docx/testing/officeFile'
import { columnName } from '../../sheets/addresses'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** Styles by their number: plain, bold, date, date and time, percent, euros, letters white on white, nothing shown, bold white on blue, tiny. */
export const styles = `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00\\ [$€-407]"/><numFmt numFmtId="165" formatCode=";;;"/></numFmts><fonts><font><sz val="11"/></font><font><b/><sz val="11"/></font><font><sz val="11"/><color rgb="FFFFFFFF"/></font><font><b/><sz val="11"/><color theme="0"/></font><font><sz val="1"/></font></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor theme="4"/></patternFill></fill></fills><cellXfs><xf/><xf fontId="1"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="10"/><xf numFmtId="164"/><xf fontId="2"/><xf numFmtId="165"/><xf fontId="3" fillId="2"/><xf fontId="4"/></cellXfs></styleSheet>`
export const style = { plain: 0, bold: 1, date: 2, time: 3, percent: 4, euros: 5, white: 6, nothing: 7, whiteOnBlue: 8, tiny: 9 } as const

/** A value, or a value with a style, a formula or a type of its own. */
export type Value = string | number | boolean | null | { v?: string | number; f?: string; s?: keyof typeof style; t?: string }

export interface HandmadeSheet {
  name?: string
  rows?: readonly (readonly Value[])[]
  /** Attributes of rows by their number. */
  rowAttributes?: Readonly<Record<number, string>>
  /** XML before and behind the cells. */
  before?: string
  after?: string
  /** The whole part, in place of all that. */
  xml?: string
  state?: string
  /** Relations of the sheet, each `id: [type, target]`. */
  relations?: Readonly<Record<string, readonly [type: string, target: string]>>
}

/** A workbook as Excel would write it, with its parts stored as they are. */
export function handmadeBook(
  sheets: readonly HandmadeSheet[],
  { parts = {}, date1904 = false }: { parts?: Readonly<Record<string, string>>; date1904?: boolean } = {},
): Buffer {
  const strings = new Map<string, number>()
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations({ r1: ['officeDocument', 'xl/workbook.xml'] }),
  }
  const named: Record<string, [string, string]> = { rS: ['sharedStrings', 'sharedStrings.xml'], rT: ['styles', 'styles.xml'] }
  const entries = sheets.map(({ name, state }, i) => {
    named[`rId${i}`] = ['worksheet', `worksheets/sheet${i + 1}.xml`]
    return `<sheet name="${escaped(name ?? `Sheet${i + 1}`)}" sheetId="${i + 1}" r:id="rId${i}"${state ? ` state="${state}"` : ''}/>`
  })
  for (const [i, sheet] of sheets.entries()) {
    files[`xl/worksheets/sheet${i + 1}.xml`] = sheet.xml ?? sheetXml(sheet, strings)
    if (sheet.relations) files[`xl/worksheets/_rels/sheet${i + 1}.xml.rels`] = relations(sheet.relations)
  }
  const workbook = `<workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${entries.join('')}</sheets>`
  const address = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  files['xl/workbook.xml'] = `<workbook xmlns="${main}" xmlns:r="${address}">${workbook}</workbook>`
  files['xl/_rels/workbook.xml.rels'] = relations(named)
  files['xl/styles.xml'] = styles
  files['xl/sharedStrings.xml'] =
    `<sst xmlns="${main}">${[...strings.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`
  return officeFile({ ...files, ...parts })
}

function sheetXml({ rows = [], rowAttributes = {}, before = '', after = '' }: HandmadeSheet, strings: Map<string, number>): string {
  const lines = rows.map((cells, i) => {
    const inner = cells.map((value, column) => cellXml(value, `${columnName(column + 1)}${i + 1}`, strings)).join('')
    return inner === '' && !rowAttributes[i + 1] ? '' : `<row r="${i + 1}" ${rowAttributes[i + 1] ?? ''}>${inner}</row>`
  })
  return `<worksheet xmlns="${main}">${before}<sheetData>${lines.join('')}</sheetData>${after}</worksheet>`
}

function cellXml(value: Value, address: string, strings: Map<string, number>): string {
  if (value === null) return ''
  const { v, f, s, t } = typeof value === 'object' ? value : { v: value as string | number }
  const head = `<c r="${address}"${s ? ` s="${style[s]}"` : ''}`
  const formula = f === undefined ? '' : `<f>${escaped(f)}</f>`
  if (typeof value === 'boolean') return `${head} t="b"><v>${value ? 1 : 0}</v></c>`
  if (t === 'inlineStr') return `${head} t="inlineStr"><is>${String(v)}</is></c>`
  if (typeof v !== 'string' || t)
    return `${head}${t ? ` t="${t}"` : ''}>${formula}${v === undefined ? '' : `<v>${escaped(String(v))}</v>`}</c>`
  if (formula) return `${head} t="str">${formula}<v>${escaped(v)}</v></c>`
  if (!strings.has(v)) strings.set(v, strings.size)
  return `${head} t="s"><v>${strings.get(v)}</v></c>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
