import { hide } from '../docx/hiddenMarks'
import { at, child } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { colourOf, isNearWhite, isTransparent } from './colours'
import { type Frame, type Shape, shapesOf } from './shapes'
import { masterStyle, type TextLook } from './textBody'

/** A slide and what it is made with. */
export interface SlideParts {
  slide: XmlElement
  layout: XmlElement | undefined
  master: XmlElement | undefined
  theme: XmlElement | undefined
}

export type ShapeLook = TextLook & { mark: (text: string) => string }

type Placeholder = NonNullable<Shape['placeholder']>

/** Kinds of placeholder as a master knows them. */
const masterKinds: Readonly<Record<string, string>> = {
  ctrTitle: 'title',
  subTitle: 'body',
  obj: 'body',
  tbl: 'body',
  chart: 'body',
  dgm: 'body',
  media: 'body',
  pic: 'body',
}

const placeholders = new WeakMap<XmlElement, Shape[]>()

/** The placeholder of a layout or master that one on a slide is made from: of the same number, else of the same kind. */
export function placeholderIn(part: XmlElement | undefined, { type, index }: Placeholder): XmlElement | undefined {
  if (!part) return undefined
  const own = placeholders.get(part) ?? shapesOf(at(part, 'p:cSld', 'p:spTree')).filter((shape) => shape.placeholder)
  placeholders.set(part, own)
  const byIndex = index === '' || index === '0' ? undefined : own.find((shape) => shape.placeholder!.index === index)
  const kindOf = (kind: string) => masterKinds[kind] ?? kind
  const byType =
    own.find((shape) => shape.placeholder!.type === type) ?? own.find((shape) => kindOf(shape.placeholder!.type) === kindOf(type))
  return (byIndex ?? byType)?.element
}

interface Scene {
  parts: SlideParts
  /** What was drawn before, and may lie behind. */
  below: readonly Shape[]
  width: number
  height: number
}

/** How the text of a shape on a slide is styled, and whether it can be seen. */
export function shapeLook(shape: Shape, scene: Scene): ShapeLook {
  const isOut = isOutside(shape.frame, scene.width, scene.height)
  const reason = shape.hidden ? ('hidden in the document' as const) : isOut ? ('outside the page' as const) : null
  let onWhite: boolean | null = null
  const isInvisible = (run: XmlElement | undefined) => {
    const fill = child(run, 'a:solidFill')
    if (isTransparent(fill)) return true
    if (!isNearWhite(colourOf(fill, scene.parts))) return false
    return (onWhite ??= isOnWhite(shape, scene))
  }
  return { styles: stylesOf(shape, scene.parts), isInvisible, mark: (text) => (reason ? hide(text, reason) : text) }
}

function stylesOf({ placeholder }: Shape, { layout, master }: SlideParts): (XmlElement | undefined)[] {
  if (!placeholder) return [masterStyle(master, 'other')]
  const kind = /title$/i.test(placeholder.type) && placeholder.type !== 'subTitle' ? 'title' : 'body'
  const inherited = [placeholderIn(layout, placeholder), placeholderIn(master, { ...placeholder, index: '' })]
  return [...inherited.map((element) => at(element, 'p:txBody', 'a:lstStyle')), masterStyle(master, kind)]
}

function isOutside(frame: Frame | null, width: number, height: number): boolean {
  if (!frame || frame.width <= 0 || frame.height <= 0) return false
  return frame.x >= width || frame.y >= height || frame.x + frame.width <= 0 || frame.y + frame.height <= 0
}

/** Whether a shape has no filling and nothing but a white slide lies behind it. What cannot be told counts as seen: a shape of no place may lie on any other. */
function isOnWhite({ element, frame, kind }: Shape, { parts, below }: Scene): boolean {
  if (kind !== 'text' || isPainted(element)) return false
  const drawn = [parts.layout, parts.master].flatMap((part) =>
    shapesOf(at(part, 'p:cSld', 'p:spTree')).filter((shape) => !shape.placeholder),
  )
  if ([...below, ...drawn].some((other) => (other.kind !== 'text' || isPainted(other.element)) && (!frame || touches(other.frame, frame))))
    return false
  const background = [parts.slide, parts.layout, parts.master].map((part) => at(part, 'p:cSld', 'p:bg')).find((found) => found)
  // A slide that nothing gives a ground is white.
  if (!background) return true
  return isNearWhite(colourOf(at(background, 'p:bgPr', 'a:solidFill') ?? child(background, 'p:bgRef'), parts))
}

function isPainted(shape: XmlElement): boolean {
  const properties = child(shape, 'p:spPr')
  if (child(properties, 'a:noFill')) return false
  const isFilled = ['a:solidFill', 'a:gradFill', 'a:blipFill', 'a:pattFill', 'a:grpFill'].some((name) => child(properties, name))
  return isFilled || Number(at(shape, 'p:style', 'a:fillRef')?.attributes.idx ?? 0) > 0
}

function touches(a: Frame | null, b: Frame): boolean {
  if (!a) return true
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
