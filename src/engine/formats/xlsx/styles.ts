import { at, child, children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import type { CellReason } from '../sheets/cells'
import { NumberFormats, type NumberFormat } from '../sheets/numberFormats'

/** What the look of a cell says of its content. */
export interface CellStyle {
  format: NumberFormat
  bold: boolean
  /** Why a reader does not see what stands in the cell. */
  hidden?: CellReason
}

/** Letters of fewer points are read by nobody. */
const invisibleSize = 2
const maxStyles = 70_000
const white = 'ffffff'
const black = '000000'

/** The styles of a workbook by their number. */
export class CellStyles {
  private readonly formats: NumberFormats
  private readonly codes = new Map<number, string>()
  private readonly cells: XmlElement[]
  private readonly fonts: XmlElement[]
  private readonly fills: XmlElement[]
  private readonly ready: CellStyle[] = []

  constructor(sheet: XmlElement | undefined, formats: NumberFormats) {
    this.formats = formats
    for (const { attributes } of children(child(sheet, 'numFmts'), 'numFmt').slice(0, maxStyles))
      this.codes.set(Number(attributes.numFmtId), attributes.formatCode ?? 'General')
    this.cells = children(child(sheet, 'cellXfs'), 'xf')
    this.fonts = children(child(sheet, 'fonts'), 'font')
    this.fills = children(child(sheet, 'fills'), 'fill')
  }

  get(index: number): CellStyle {
    return (this.ready[index < maxStyles ? index : maxStyles] ??= this.create(this.cells[index]?.attributes ?? {}))
  }

  private create({ numFmtId = '0', fontId = '0', fillId = '0' }: Readonly<Record<string, string>>): CellStyle {
    const code = this.codes.get(Number(numFmtId))
    const format = code === undefined ? this.formats.ofId(Number(numFmtId)) : this.formats.ofCode(code)
    const font = this.fonts[Number(fontId)]
    const hidden = format(1).hidden ?? hiddenBy(font, this.fills[Number(fillId)])
    return { format, bold: isOn(child(font, 'b')), ...(hidden ? { hidden } : {}) }
  }
}

function isOn(flag: XmlElement | undefined): boolean {
  return flag !== undefined && !['0', 'false'].includes(flag.attributes.val ?? '')
}

/** Letters that cannot be told from what they stand on, or too small to see. */
function hiddenBy(font: XmlElement | undefined, fill: XmlElement | undefined): CellReason | undefined {
  const size = Number(child(font, 'sz')?.attributes.val ?? 11)
  if (size < invisibleSize) return 'tiny letters'
  const pattern = child(fill, 'patternFill')
  const kind = pattern?.attributes.patternType ?? 'none'
  if (!pattern && fill?.children.length) return undefined
  const ground = kind === 'none' ? white : kind === 'solid' ? colour(child(pattern, 'fgColor')) : null
  const letters = colour(child(font, 'color'))
  return letters !== null && letters === ground ? 'letters in the colour of their ground' : undefined
}

/** A colour as something that can be compared; null for the automatic one. */
function colour(element: XmlElement | undefined): string | null {
  const { rgb, theme, indexed, tint = '0' } = element?.attributes ?? {}
  if (rgb) return rgb.slice(-6).toLowerCase()
  const shade = Number(tint) || 0
  if (theme !== undefined) return shade === 0 && theme === '0' ? white : shade === 0 && theme === '1' ? black : `theme ${theme} ${shade}`
  if (indexed === undefined || Number(indexed) >= 64) return null
  return ['1', '9'].includes(indexed) ? white : ['0', '8'].includes(indexed) ? black : `indexed ${indexed}`
}

/** The styles of a part of styles, or those of a workbook without one. */
export async function cellStyles(root: XmlElement | undefined, { date1904 }: { date1904: boolean }): Promise<CellStyles> {
  return new CellStyles(root, await NumberFormats.load({ date1904 }))
}

/** Whether the dates of a workbook count from 1904. */
export function countsFrom1904(workbook: XmlElement): boolean {
  return ['1', 'true'].includes(at(workbook, 'workbookPr')?.attributes.date1904 ?? '')
}
