import { type Pdfium, withMemory } from './library'
import type { Painted } from './paint'
import { type Turns, turnsOf } from './turned'
import { unveiled, type Veil } from './veils'

/** How a text object is shown. */
export interface TextStyle {
  bold: boolean
  /** Set in a typewriter font. */
  mono: boolean
  /** The way its letters are drawn, as PDF numbers them: 0 filled, 1 outlined, 3 not at all, 7 only as a window … */
  mode: number
  /** 0xRRGGBB. */
  colour: number
  /** 0 to 255. */
  alpha: number
  /** Belongs to a layer that can be switched off. */
  layered: boolean
  /** Its place in the order of painting. */
  order: number
  /** What it is seen through. */
  veil: Veil
  /** What the file says that it reads as, whatever its letters are (ActualText), and its object; null where that is short or not said. */
  instead: { text: string; object: number } | null
  /** Quarter turns clockwise of the page as displayed after which it runs across. */
  turns: Turns
}

const outlined = 1
/** Weight from which a font counts as bold, as in CSS (semi-bold). */
const boldWeight = 600
const mostMarks = 4

/** The styles of the text objects of a page; each object and each font is looked at once. */
export class TextStyles {
  private readonly pdfium: Pdfium
  private readonly textPage: number
  private readonly painted: Pick<Painted, 'orders' | 'veils'>
  private readonly memory: number
  private readonly pageTurns: number
  private last: { character: number; style: TextStyle | null } = { character: -1, style: null }
  private readonly styles = new Map<number, TextStyle>()
  private readonly fonts = new Map<number, Face>()
  private readonly marks = new Map<number, { layered: boolean; text: string }>()

  /** `memory` takes 16 bytes as long as styles are asked for. */
  constructor(pdfium: Pdfium, textPage: number, painted: Pick<Painted, 'orders' | 'veils'>, memory: number, pageTurns: number) {
    this.pdfium = pdfium
    this.textPage = textPage
    this.painted = painted
    this.memory = memory
    this.pageTurns = pageTurns
  }

  /** The style of a character; null for one PDFium made up, such as a space. */
  of(character: number): TextStyle | null {
    if (this.last.character !== character) this.last = { character, style: this.find(character) }
    return this.last.style
  }

  private find(character: number): TextStyle | null {
    const object = this.pdfium._FPDFText_GetTextObject(this.textPage, character)
    if (object === 0) return null
    let style = this.styles.get(object)
    if (!style) this.styles.set(object, (style = this.read(object, character)))
    return style
  }

  private read(object: number, character: number): TextStyle {
    const { pdfium, memory } = this
    const mode = pdfium._FPDFTextObj_GetTextRenderMode(object)
    const [red, green, blue, alpha] = [memory, memory + 4, memory + 8, memory + 12] as const
    const known =
      mode === outlined
        ? pdfium._FPDFPageObj_GetStrokeColor(object, red, green, blue, alpha)
        : pdfium._FPDFPageObj_GetFillColor(object, red, green, blue, alpha)
    const heap = pdfium.HEAPU32
    const at = memory >> 2
    const colour = known === 1 ? (heap[at]! << 16) | (heap[at + 1]! << 8) | heap[at + 2]! : 0
    return {
      mode,
      colour,
      alpha: known === 1 ? heap[at + 3]! : 255,
      ...this.faceOf(pdfium._FPDFTextObj_GetFont(object)),
      ...this.markedAs(object),
      order: this.painted.orders.get(object) ?? Infinity,
      veil: this.painted.veils.get(object) ?? unveiled,
      turns: turnsOf(pdfium._FPDFText_GetCharAngle(this.textPage, character), this.pageTurns),
    }
  }

  private faceOf(font: number): Face {
    let face = this.fonts.get(font)
    if (!face) this.fonts.set(font, (face = faceOf(this.pdfium, font)))
    return face
  }

  /** Whether a mark is called OC. */
  private isLayer(mark: number): boolean {
    const { pdfium, memory } = this
    if (pdfium._FPDFPageObjMark_GetName(mark, memory, 8, memory + 8) !== 1) return false
    const at = memory >> 1
    return pdfium.HEAPU32[(memory >> 2) + 2] === 6 && pdfium.HEAPU16[at] === 0x4f && pdfium.HEAPU16[at + 1] === 0x43
  }

  /** Belongs to a layer, or stands for another text: what its marks say, each of which is read once. */
  private markedAs(object: number): Pick<TextStyle, 'layered' | 'instead'> {
    const count = Math.min(this.pdfium._FPDFPageObj_CountMarks(object), mostMarks)
    let layered = false
    let text = ''
    for (let i = 0; i < count; i++) {
      const mark = this.pdfium._FPDFPageObj_GetMark(object, i)
      let known = this.marks.get(mark)
      if (!known) this.marks.set(mark, (known = { layered: this.isLayer(mark), text: actualText(this.pdfium, mark) }))
      layered ||= known.layered
      text ||= known.text
    }
    return { layered, instead: text ? { text, object } : null }
  }
}

const keyName = Buffer.from('ActualText\0', 'latin1')
/** Bytes of UTF-16 of a text that stands for letters; PDFium gives nothing of a longer one. */
const mostInstead = 4_000
/** Stands for a longer one: letters that no page has, so that what is drawn is believed. */
const overlong = 'ᚠᚢᚦᚨᚱᚲ'
/** Up to so many characters it is a ligature, an accented letter or a hyphen. */
const short = 3

function actualText(pdfium: Pdfium, mark: number): string {
  return withMemory(pdfium, 16 + 4 + mostInstead, (key) => {
    pdfium.HEAPU8.set(keyName, key)
    const [written, value] = [key + 16, key + 20]
    if (pdfium._FPDFPageObjMark_GetParamStringValue(mark, key, value, mostInstead, written) !== 1) return ''
    const bytes = pdfium.HEAPU32[written >> 2]!
    if (bytes > mostInstead) return overlong
    const text = Buffer.from(pdfium.HEAPU8.subarray(value, value + Math.max(0, bytes - 2))).toString('utf16le')
    return text.length > short ? text : ''
  })
}

interface Face {
  bold: boolean
  mono: boolean
}

const fixedPitch = 1

/** By its weight and flags where the file says them, else by its name: most embedded subsets only have that. */
function faceOf(pdfium: Pdfium, font: number): Face {
  if (font === 0) return { bold: false, mono: false }
  const name = withMemory(pdfium, 128, (buffer) => {
    const bytes = Math.min(pdfium._FPDFFont_GetBaseFontName(font, buffer, 128), 128)
    return Buffer.from(pdfium.HEAPU8.subarray(buffer, buffer + Math.max(0, bytes - 1))).toString('latin1')
  })
  return {
    bold: pdfium._FPDFFont_GetWeight(font) >= boldWeight || /bold|black|heavy|demi|medi(?!um)|cmbx/i.test(name),
    mono: (pdfium._FPDFFont_GetFlags(font) & fixedPitch) !== 0 || /mono|courier|consol|menlo|typewriter|cmtt|code/i.test(name),
  }
}
