/** What of a style decides whether text is seen. Absent: as the element around it. */
export interface Style {
  /** Whether the element and all in it is not shown, with the reason. */
  hidden?: 'hidden in the document' | 'outside the page'
  /** What `display` says; a later rule may show what an earlier one does not. */
  shown?: boolean
  /** Of the element and what does not say otherwise. */
  visible?: boolean
  /** A factor of the size around it, or pixels. */
  size?: { times: number } | { pixels: number }
  /** As six hexadecimal digits; null where it cannot be told. */
  colour?: string | null
  ground?: string | null
  bold?: boolean
}

const parsed = new Map<string, Style>()

/** The declarations of a style attribute or rule. */
export function parseStyle(text: string): Style {
  const known = parsed.get(text)
  if (known) return known
  const style: Style = {}
  const declared = new Map<string, string>()
  for (const declaration of text.slice(0, 4_000).split(';')) {
    const colon = declaration.indexOf(':')
    if (colon > 0) declared.set(declaration.slice(0, colon).trim().toLowerCase(), plainValue(declaration.slice(colon + 1)))
  }
  const value = (name: string) => declared.get(name) ?? ''
  if (isNotShown(value)) style.hidden = 'hidden in the document'
  else if (isOutside(value)) style.hidden = 'outside the page'
  if (value('display') !== '') style.shown = value('display') !== 'none'
  if (value('visibility') !== '') style.visible = !/^(hidden|collapse)/.test(value('visibility'))
  const size = sizeOf(value('font-size') || (/(?:^|\s)([\d.]+(?:px|pt|em|rem|%)|0(?=[/\s]))/.exec(value('font'))?.[1] ?? ''))
  if (size) style.size = size
  if (value('color') !== '') style.colour = colourOf(value('color'))
  const ground = value('background-color') || value('background') || (value('background-image') && 'url')
  if (ground) style.ground = colourOf(ground.split(' ')[0]!)
  if (value('font-weight') !== '') style.bold = /^(bold|bolder|[6-9]00)/.test(value('font-weight'))
  if (parsed.size > 5_000) parsed.clear()
  parsed.set(text, style)
  return style
}

function plainValue(value: string): string {
  return value
    .replace(/!important/i, '')
    .trim()
    .toLowerCase()
}

function isNotShown(value: (name: string) => string): boolean {
  if (/^0?\.?0+%?$/.test(value('opacity')) || value('mso-hide') === 'all' || value('content-visibility') === 'hidden') return true
  if (/(^|\s)opacity\(\s*0?\.?0*%?\s*\)/.test(value('filter')) || /^inset\(\s*(50|100)%/.test(value('clip-path'))) return true
  if (isTransparent(value)) return true
  if (/^scale[xy3d]*\(\s*0(\.0+)?\b/.test(value('transform'))) return true
  const isFlat = ['height', 'max-height', 'width', 'max-width'].some((name) => /^0(px|pt|em|%)?$/.test(value(name)))
  return isFlat && /^(hidden|clip)/.test(value('overflow'))
}

/** Letters that cannot be seen, unless a ground or a shadow is drawn in their shape. */
function isTransparent(value: (name: string) => string): boolean {
  if (!/^(transparent|(rgb|hsl)a?\(.*[,/]\s*0?\.?0+%?\s*\)|#[\da-f]{3}0|#[\da-f]{6}00)$/.test(value('color'))) return false
  if (/^(rgb|hsl)\([^/]*\)$/.test(value('color'))) return false
  return !['text-shadow', 'background-clip', '-webkit-background-clip', '-webkit-text-stroke'].some((name) => value(name) !== '')
}

/** Pushed off the page, or cut down to nothing: text for programs that read aloud, and for those that read everything. */
function isOutside(value: (name: string) => string): boolean {
  if (['text-indent', 'margin-left', 'margin-top'].some((name) => /^-\d{4,}|^-[5-9]\d\d/.test(value(name)))) return true
  if (!/^(absolute|fixed)$/.test(value('position'))) return false
  if (['left', 'right', 'top', 'bottom'].some((side) => /^-\d{3,}/.test(value(side)))) return true
  return /^rect\(\s*(0|1)(px)?[\s,]+(0|1)(px)?[\s,]+(0|1)(px)?[\s,]+(0|1)(px)?\s*\)/.test(value('clip'))
}

function sizeOf(value: string): Style['size'] {
  const [, number = '', unit = ''] = /^([\d.]+)(px|pt|em|rem|%|)$/.exec(value) ?? []
  const size = Number.parseFloat(number)
  if (Number.isNaN(size)) return undefined
  if (unit === 'em') return { times: size }
  if (unit === '%') return { times: size / 100 }
  return { pixels: unit === 'pt' ? (size * 4) / 3 : unit === 'rem' ? size * 16 : size }
}

const names: Record<string, string> = {
  white: 'ffffff',
  black: '000000',
  snow: 'fffafa',
  ivory: 'fffff0',
  ghostwhite: 'f8f8ff',
  whitesmoke: 'f5f5f5',
}

/** A colour as six hexadecimal digits; null for transparent ones, pictures and names not known here. */
export function colourOf(value: string): string | null {
  const text = value.trim().toLowerCase()
  if (names[text]) return names[text]
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/.exec(text)?.[1]
  if (hex) return hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  const hsl = /^hsla?\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%?[\s,]+([\d.]+)%?\s*(?:[,/]\s*1(?:\.0+)?\s*)?\)$/.exec(text)
  if (hsl) return colourOfHsl(Number(hsl[1]), Number(hsl[2]) / 100, Number(hsl[3]) / 100)
  const numbers = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+)\s*)?\)$/.exec(text)
  if (!numbers || (numbers[4] !== undefined && Number(numbers[4]) < 1)) return null
  return numbers
    .slice(1, 4)
    .map((number) => Math.min(255, Number(number)).toString(16).padStart(2, '0'))
    .join('')
}

/** Hue in degrees, saturation and lightness from 0 to 1; the formula of CSS Color 4, section 7. */
function colourOfHsl(hue: number, saturation: number, lightness: number): string {
  const reach = Math.min(1, saturation) * Math.min(lightness, 1 - Math.min(1, lightness))
  return [0, 8, 4]
    .map((from) => {
      const turn = (from + hue / 30) % 12
      const channel = Math.min(1, lightness) - Math.max(0, reach) * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))
      return Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0')
    })
    .join('')
}

/** Whether nobody tells two colours apart: no channel differs by more than a twentieth. */
export function looksAlike(a: string, b: string): boolean {
  return [0, 2, 4].every((at) => Math.abs(Number.parseInt(a.slice(at, at + 2), 16) - Number.parseInt(b.slice(at, at + 2), 16)) <= 12)
}
