import { looksAlike } from '../html/styles'
import { at, child, children } from './xmlQuery'
import type { XmlElement } from './xmlTree'

/** What text looks like as far as it decides whether it can be seen; undefined: as around it. */
export interface WordLook {
  isHidden?: boolean
  isWhite?: boolean
  isOnColour?: boolean
  isTiny?: boolean
  /** Drawn so narrow that its letters are a line. */
  isNarrow?: boolean
  /** In a frame that stands off the page. */
  isOutside?: boolean
  /** Six hexadecimal digits; null where Word chooses the colour, or it cannot be told. */
  colour?: string | null
  /** What is drawn right behind the letters. */
  ground?: string | null
}

/** Letters narrower than this share of their width, in per cent, are a line: Word's own least is 1. */
const narrowest = 10

/** Further off than any page is wide or high, in twentieths of a point. */
const offPage = 15_840

/** The colours that text is marked with (ECMA-376, 17.18.40). */
const highlights: Readonly<Record<string, string>> = {
  black: '000000',
  blue: '0000ff',
  cyan: '00ffff',
  green: '00ff00',
  magenta: 'ff00ff',
  red: 'ff0000',
  yellow: 'ffff00',
  white: 'ffffff',
  darkBlue: '000080',
  darkCyan: '008080',
  darkGreen: '008000',
  darkMagenta: '800080',
  darkRed: '800000',
  darkYellow: '808000',
  darkGray: '808080',
  lightGray: 'c0c0c0',
}

/** The number of a paragraph: which list, which level; a list 0 is none. */
export interface Numbering {
  list: string
  level: number | null
}

interface Style {
  id: string
  name: string
  basedOn: string | undefined
  element: XmlElement
}

/** Longest chain of styles that are followed; they can go in circles. */
const longestChain = 20

/** The styles of a Word document by their id. */
export class WordStyles {
  private readonly styles = new Map<string, Style>()
  private readonly looks = new Map<string, WordLook>()
  private readonly defaults: WordLook
  private readonly defaultParagraph: string | undefined

  constructor(root: XmlElement | undefined) {
    this.defaults = lookOf(at(root, 'w:docDefaults', 'w:rPrDefault', 'w:rPr'))
    let normal: string | undefined
    for (const element of children(root, 'w:style')) {
      const id = element.attributes['w:styleId'] ?? ''
      const type = element.attributes['w:type'] ?? 'paragraph'
      if (type === 'paragraph' && isOn(element.attributes['w:default'], false)) normal = id
      const name = valueOf(child(element, 'w:name')) ?? ''
      this.styles.set(id, { id, name: name.toLowerCase(), basedOn: valueOf(child(element, 'w:basedOn')), element })
    }
    this.defaultParagraph = normal
  }

  /** How a run of a style looks, with all that the style is based on. */
  look(id: string | undefined): WordLook {
    const before = this.looks.get(id ?? '')
    if (before) return before
    const chain = this.chain(id).map(({ element }) => ({ ...lookOf(child(element, 'w:rPr')), ...shadeOf(child(element, 'w:pPr')) }))
    const look = Object.assign({}, ...chain.toReversed()) as WordLook
    this.looks.set(id ?? '', look)
    return look
  }

  /** How the text of a paragraph looks where its runs say nothing else. */
  paragraphLook(properties: XmlElement | undefined): WordLook {
    const style = valueOf(child(properties, 'w:pStyle')) ?? this.defaultParagraph
    return { ...this.defaults, ...this.look(style), ...shadeOf(properties), ...frameOf(properties) }
  }

  /** Level of a heading from 1; 0 for other paragraphs. */
  headingLevel(properties: XmlElement | undefined): number {
    const own = outlineOf(properties)
    if (own !== null) return own
    for (const style of this.chain(valueOf(child(properties, 'w:pStyle')))) {
      const level = outlineOf(child(style.element, 'w:pPr'))
      if (level !== null) return level
      const named = /^heading (\d)$/.exec(style.name)?.[1]
      if (named) return Number(named)
      if (style.name === 'title') return 1
    }
    return 0
  }

  /** The list a paragraph is in, by itself or by its style; null for none. A style's level is that of the list that names the style. */
  numbering(properties: XmlElement | undefined): (Numbering & { style: string | null }) | null {
    const own = numberOf(properties)
    if (own && (own.list === '0' || own.list !== '')) return own.list === '0' ? null : { ...own, style: null }
    for (const { id, element } of this.chain(valueOf(child(properties, 'w:pStyle')))) {
      const found = numberOf(child(element, 'w:pPr'))
      if (found?.list === '0') return null
      if (found?.list) return { list: found.list, level: own?.level ?? found.level, style: id }
    }
    return null
  }

  /** Whether a paragraph is of a style, or of one based on it, by the name Word gives the style. */
  isOf(properties: XmlElement | undefined, names: RegExp): boolean {
    return this.chain(valueOf(child(properties, 'w:pStyle'))).some(({ name }) => names.test(name))
  }

  /** Whether a table of this style may have cells in colour. */
  hasShades(table: string | undefined): boolean {
    return this.chain(table).some(({ element }) => hasShade(element))
  }

  private chain(id: string | undefined): Style[] {
    const chain: Style[] = []
    let style = this.styles.get(id ?? '')
    while (style && chain.length < longestChain) {
      chain.push(style)
      style = style.basedOn === undefined ? undefined : this.styles.get(style.basedOn)
    }
    return chain
  }
}

/** The `w:val` of an element. */
export function valueOf(element: XmlElement | undefined): string | undefined {
  return element?.attributes['w:val']
}

/** Whether a switch is on: one that is there without a value is. */
export function isSet(element: XmlElement | undefined): boolean {
  return element !== undefined && isOn(valueOf(element), true)
}

function isOn(value: string | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : !['0', 'false', 'off', 'none'].includes(value)
}

/** What the properties of a run say of how it looks. */
export function lookOf(properties: XmlElement | undefined): WordLook {
  if (!properties) return {}
  const look: WordLook = {}
  for (const one of children(properties)) {
    const value = valueOf(one) ?? ''
    if (one.name === 'w:vanish') look.isHidden = isSet(one)
    else if (one.name === 'w:color') Object.assign(look, colourOf(one, value))
    else if (one.name === 'w:sz') look.isTiny = Number(value) < 4
    else if (one.name === 'w:w') look.isNarrow = Number.parseFloat(value) < narrowest
    else if (one.name === 'w:highlight') {
      look.isOnColour = isOn(value, true) && value !== 'white'
      look.ground = highlights[value] ?? null
    } else if (one.name === 'w:shd') Object.assign(look, { isOnColour: isShade(one), ground: look.ground ?? groundOf(one) })
  }
  return look
}

/** A colour without a value is that of the theme; its first background is white in nearly all of them. */
function colourOf({ attributes }: XmlElement, value: string): WordLook {
  const isHex = /^[\da-f]{6}$/i.test(value)
  const isPaper = /^(background1|light1)$/.test(attributes['w:themeColor'] ?? '') && !attributes['w:themeTint']
  const isWhite = (isHex ? /^f[a-f]f[a-f]f[a-f]$/i.test(value) : isPaper) && !attributes['w:themeShade']
  return { isWhite, colour: isHex ? value : null }
}

function groundOf({ attributes }: XmlElement): string | null {
  const fill = attributes['w:fill'] ?? ''
  return /^[\da-f]{6}$/i.test(fill) && ['clear', 'nil'].includes(attributes['w:val'] ?? 'clear') ? fill : null
}

/** Whether letters are drawn in the colour of what is drawn right behind them. */
export function isOnItsColour({ colour, ground }: WordLook): boolean {
  return colour != null && ground != null && looksAlike(colour, ground)
}

function shadeOf(properties: XmlElement | undefined): WordLook {
  const shade = child(properties, 'w:shd')
  return shade ? { isOnColour: isShade(shade), ground: groundOf(shade) } : {}
}

function frameOf(properties: XmlElement | undefined): WordLook {
  const frame = child(properties, 'w:framePr')?.attributes
  return ['w:x', 'w:y'].some((side) => Number(frame?.[side]) <= -offPage) ? { isOutside: true } : {}
}

/** Whether a shading is a colour other than that of paper. */
export function isShade({ attributes }: XmlElement): boolean {
  const fill = attributes['w:fill'] ?? 'auto'
  const pattern = attributes['w:val'] ?? 'clear'
  return !/^(auto|f[a-f]f[a-f]f[a-f])$/i.test(fill) || !['clear', 'nil'].includes(pattern)
}

function hasShade(element: XmlElement): boolean {
  return children(element).some((one) => (one.name === 'w:shd' ? isShade(one) : hasShade(one)))
}

function outlineOf(properties: XmlElement | undefined): number | null {
  const value = valueOf(child(properties, 'w:outlineLvl'))
  if (value === undefined) return null
  const level = Number(value)
  return level >= 0 && level <= 8 ? level + 1 : 0
}

function numberOf(properties: XmlElement | undefined): Numbering | null {
  const number = child(properties, 'w:numPr')
  if (!number) return null
  const level = valueOf(child(number, 'w:ilvl'))
  return { list: valueOf(child(number, 'w:numId')) ?? '', level: level === undefined ? null : Number(level) || 0 }
}
