import { type Pdfium, withMemory } from './library'

/** Weight from which a font counts as bold, as in CSS (semi-bold). */
const boldWeight = 600

/** Tells bold characters from others; a font is looked at once a page. */
export function boldFonts(pdfium: Pdfium, textPage: number): (character: number) => boolean {
  const known = new Map<number, boolean>()
  return (character) => {
    const object = pdfium._FPDFText_GetTextObject(textPage, character)
    if (object === 0) return false
    const font = pdfium._FPDFTextObj_GetFont(object)
    let bold = known.get(font)
    if (bold === undefined) {
      bold = isBold(pdfium, font)
      known.set(font, bold)
    }
    return bold
  }
}

/** By its weight where the file says it, else by its name: most embedded subsets only have that. */
function isBold(pdfium: Pdfium, font: number): boolean {
  if (font === 0) return false
  if (pdfium._FPDFFont_GetWeight(font) >= boldWeight) return true
  const name = withMemory(pdfium, 128, (buffer) => {
    const bytes = Math.min(pdfium._FPDFFont_GetBaseFontName(font, buffer, 128), 128)
    return Buffer.from(pdfium.HEAPU8.subarray(buffer, buffer + Math.max(0, bytes - 1))).toString('latin1')
  })
  return /bold|black|heavy|demi|medi(?!um)|cmbx/i.test(name)
}
