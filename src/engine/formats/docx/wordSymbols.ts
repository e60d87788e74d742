/** Signs of the fonts of signs that mean something in a text; forms use them to be ticked. */
const wingdings: Readonly<Record<number, string>> = {
  0x6f: '☐',
  0x71: '☐',
  0x72: '☐',
  0xa8: '☐',
  0xfb: '✗',
  0xfc: '✓',
  0xfd: '☒',
  0xfe: '☑',
  0xe0: '→',
  0xdf: '←',
  0xe8: '→',
  0xf0: '⇨',
  0xa7: '•',
  0x9f: '•',
  0xd8: '•',
}

const greek = 'ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ'
const smallGreek = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ'

const symbol: Readonly<Record<number, string>> = {
  0xa3: '≤',
  0xb3: '≥',
  0xb1: '±',
  0xb4: '×',
  0xb8: '÷',
  0xb9: '≠',
  0xbb: '≈',
  0xae: '→',
  0xac: '←',
  0xb0: '°',
  0xb7: '•',
  0xa5: '∞',
  0xe5: '∑',
  0xd6: '√',
  0xb6: '∂',
  0xf2: '∫',
  0xd2: '®',
  0xd3: '©',
  0xd4: '™',
  0xa0: '€',
}

/** The character a sign of a font stands for; '' where it means nothing as text. */
export function symbolOf(code: string | undefined, font: string | undefined): string {
  const value = Number.parseInt(code ?? '', 16)
  if (!(value > 0 && value <= 0xffff)) return ''
  const own = value >= 0xf000 && value <= 0xf0ff ? value - 0xf000 : value
  if (/wingdings/i.test(font ?? '')) return wingdings[own] ?? ''
  if (!/symbol/i.test(font ?? '')) return value >= 0xe000 && value <= 0xf8ff ? '' : String.fromCharCode(value)
  if (own >= 0x41 && own <= 0x5a) return greek[own - 0x41]!
  if (own >= 0x61 && own <= 0x7a) return smallGreek[own - 0x61]!
  return symbol[own] ?? (own < 0x7f ? String.fromCharCode(own) : '')
}
