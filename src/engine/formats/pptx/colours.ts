import { at, child, children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'

/** Six hexadecimal digits; null where a colour cannot be told. */
type Colour = string | null

/** Every channel this high is white to the eye. */
const nearWhite = 0xfa

interface Palette {
  master: XmlElement | undefined
  theme: XmlElement | undefined
}

/** The colour a filling names directly, through the theme or as white or black of the system. Changed shades cannot be told. */
export function colourOf(fill: XmlElement | undefined, palette: Palette): Colour {
  const [colour] = children(fill)
  if (!colour || children(colour).some(({ name }) => name !== 'a:alpha')) return null
  const value = colour.attributes.val ?? ''
  if (colour.name === 'a:srgbClr') return /^[0-9a-f]{6}$/i.test(value) ? value : null
  if (colour.name === 'a:sysClr') return colour.attributes.lastClr ?? null
  if (colour.name === 'a:prstClr') return value === 'white' ? 'ffffff' : null
  return colour.name === 'a:schemeClr' ? themeColour(value, palette) : null
}

/** What a program takes where a presentation has no theme: dark letters on a white ground. */
const withoutTheme: Readonly<Record<string, string>> = { bg1: 'ffffff', lt1: 'ffffff', tx1: '000000', dk1: '000000' }

/** Whether a filling is as good as transparent: under a twentieth of its colour, in thousandths of a per cent or per cent. */
export function isTransparent(fill: XmlElement | undefined): boolean {
  return children(fill).some((colour) => {
    const alpha = child(colour, 'a:alpha')?.attributes.val
    return alpha !== undefined && (alpha.endsWith('%') ? Number.parseFloat(alpha) * 1_000 : Number(alpha)) < 5_000
  })
}

/** `bg1` and the like are mapped by the master onto colours of the theme. */
function themeColour(name: string, { master, theme }: Palette): Colour {
  const mapped = child(master, 'p:clrMap')?.attributes[name] ?? name
  const own = at(theme, 'a:themeElements', 'a:clrScheme', `a:${mapped}`)
  if (!theme) return withoutTheme[mapped] ?? null
  const [colour] = children(own)
  if (colour?.name === 'a:srgbClr') return colour.attributes.val ?? null
  return colour?.name === 'a:sysClr' ? (colour.attributes.lastClr ?? null) : null
}

export function isNearWhite(colour: Colour): boolean {
  const channels = /^([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour ?? '')
  return channels !== null && channels.slice(1).every((channel) => Number.parseInt(channel, 16) >= nearWhite)
}
