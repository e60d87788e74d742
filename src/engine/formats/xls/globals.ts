import { NumberFormats, type NumberFormat } from '../sheets/numberFormats'
import type { CellReason } from '../sheets/cells'
import { TextStore } from '../sheets/textStore'
import { continued, encodingOf, PieceReader, record, recordAt, text, u16, u32, type BiffText } from './biff'

/** What the sheets of a workbook share. */
export interface Globals {
  text: BiffText
  sheets: SheetEntry[]
  strings: TextStore
  /** The style of a cell by its number. */
  styles: (index: number) => { format: NumberFormat; bold: boolean; hidden?: CellReason }
}

export interface SheetEntry {
  name: string
  offset: number
  isHidden: boolean
  /** Charts and modules have no cells. */
  hasCells: boolean
}

interface Font {
  isBold: boolean
  points: number
  colour: number
}

interface Style {
  font: number
  format: number
  /** Colour of the ground: none, or undefined where a pattern makes it uncertain. */
  ground: number | 'none' | undefined
}

const unicodeVersion = 0x600
const boldWeight = 600
/** Letters of fewer points are read by nobody. */
const invisibleSize = 2
const white = 9
const firstCustomColour = 8
const mostSheets = 10_000
const mostTexts = 5_000_000

/** Reads what stands before the sheets. `version` is that of the first record. */
export async function readGlobals(stream: Buffer): Promise<Globals> {
  const texts: BiffText = { isUnicode: u16(recordAt(stream, 0)?.data ?? Buffer.alloc(0), 0) >= unicodeVersion, encoding: 'windows-1252' }
  const found = {
    fonts: [] as Font[],
    codes: new Map<number, string>(),
    styles: [] as Style[],
    whites: new Set([1, white]),
    date1904: false,
  }
  const sheets: SheetEntry[] = []
  let strings = new TextStore()
  for (let next = recordAt(stream, 0); next && next.type !== record.eof; next = recordAt(stream, next.next)) {
    const { type, data } = next
    if (type === record.codePage) texts.encoding = encodingOf(u16(data, 0))
    else if (type === record.dateMode) found.date1904 = u16(data, 0) === 1
    else if (type === record.boundSheet && sheets.length < mostSheets) sheets.push(sheetEntry(data, texts))
    else if (type === record.font) found.fonts.push({ points: u16(data, 0) / 20, colour: u16(data, 4), isBold: u16(data, 6) >= boldWeight })
    else if (type === record.format) found.codes.set(u16(data, 0), text(data, 2, texts.isUnicode ? 2 : 1, texts))
    else if (type === record.xf) found.styles.push(styleOf(data, texts))
    else if (type === record.palette) readPalette(data, found.whites)
    else if (type === record.sst) strings = readTexts(continued(stream, next))
  }
  const formats = await NumberFormats.load({ date1904: found.date1904 })
  return { text: texts, sheets, strings, styles: styleTable({ ...found, formats }) }
}

function sheetEntry(data: Buffer, texts: BiffText): SheetEntry {
  const [state = 0, kind = 0] = [data[4], data[5]]
  return { offset: u32(data, 0), isHidden: (state & 3) > 0, hasCells: kind <= 1, name: text(data, 6, 1, texts) }
}

function styleOf(data: Buffer, { isUnicode }: BiffText): Style {
  const pattern = isUnicode ? u32(data, 14) >>> 26 : -1
  const ground = pattern === 0 ? 'none' : pattern === 1 ? u16(data, 18) & 0x7f : undefined
  return { font: u16(data, 0), format: u16(data, 2), ground }
}

/** Which numbers of a palette of its own mean white. */
function readPalette(data: Buffer, whites: Set<number>): void {
  whites.delete(white)
  for (let i = 0; i < Math.min(u16(data, 0), 56); i++)
    if ((u32(data, 2 + 4 * i) & 0xff_ffff) === 0xff_ffff) whites.add(firstCustomColour + i)
}

/** The texts that cells share; what formats parts of them is passed over. */
function readTexts(pieces: readonly Buffer[]): TextStore {
  const strings = new TextStore()
  const reader = new PieceReader(pieces)
  reader.skip(8)
  for (let i = 0; i < mostTexts && !reader.isAtEnd; i++) {
    const count = reader.number(2)
    const flags = reader.number(1)
    const runs = flags & 8 ? reader.number(2) : 0
    const extension = flags & 4 ? reader.number(4) : 0
    strings.add(reader.characters(count, (flags & 1) === 1))
    reader.skip(4 * runs + extension)
  }
  return strings
}

interface StyleParts {
  fonts: readonly Font[]
  codes: ReadonlyMap<number, string>
  styles: readonly Style[]
  whites: ReadonlySet<number>
  formats: NumberFormats
}

function styleTable({ fonts, codes, styles, whites, formats }: StyleParts): Globals['styles'] {
  const ready: ReturnType<Globals['styles']>[] = []
  return (index) => {
    const known = ready[index]
    if (known) return known
    const { font: fontIndex, format: id, ground } = styles[index] ?? { font: 0, format: 0, ground: 'none' as const }
    // There is no font number 4.
    const font = fonts[fontIndex > 4 ? fontIndex - 1 : fontIndex]
    const code = codes.get(id)
    const format = code === undefined ? formats.ofId(id) : formats.ofCode(code)
    const isLost = font && (ground === 'none' ? whites.has(font.colour) : font.colour === ground)
    const isTiny = font && font.points > 0 && font.points < invisibleSize
    const hidden = format(1).hidden ?? (isTiny ? 'tiny letters' : isLost ? 'letters in the colour of their ground' : undefined)
    return (ready[index] = { format, bold: font?.isBold ?? false, ...(hidden ? { hidden } : {}) })
  }
}
