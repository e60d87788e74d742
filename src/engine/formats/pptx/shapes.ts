import { at, child, children, isElement } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'

/** Left, top, width and height, in EMU. */
export interface Frame {
  x: number
  y: number
  width: number
  height: number
}

/** Something that stands on a slide by itself. */
export interface Shape {
  element: XmlElement
  kind: 'text' | 'picture' | 'graphic'
  /** Null where neither the shape nor what it is made with says where it stands. */
  frame: Frame | null
  placeholder: { type: string; index: string } | null
  description: string
  /** Switched off in the list of what is on the slide. */
  hidden: boolean
}

interface Transform {
  x: (x: number) => number
  y: (y: number) => number
}

const plain: Transform = { x: (x) => x, y: (y) => y }

const shapeKinds: Readonly<Record<string, Shape['kind']>> = {
  'p:sp': 'text',
  'p:cxnSp': 'text',
  'p:pic': 'picture',
  'p:graphicFrame': 'graphic',
}

/** What stands in a tree of shapes, groups dissolved, in the order of the file. */
export function shapesOf(tree: XmlElement | undefined, transform = plain, hidden = false): Shape[] {
  const shapes: Shape[] = []
  for (const node of tree?.children ?? []) {
    if (!isElement(node)) continue
    const kind = shapeKinds[node.name]
    if (kind) shapes.push(shapeOf(node, kind, { transform, hidden }))
    else if (node.name === 'p:grpSp')
      shapes.push(...shapesOf(node, within(transform, at(node, 'p:grpSpPr', 'a:xfrm')), hidden || isHidden(child(node, 'p:nvGrpSpPr'))))
    else if (node.name === 'mc:AlternateContent') shapes.push(...shapesOf(chosen(node), transform, hidden))
  }
  return shapes
}

/** The first choice that holds a shape that is read, else what stands in for it. */
function chosen(alternate: XmlElement): XmlElement | undefined {
  const readable = children(alternate, 'mc:Choice').find((choice) =>
    children(choice).some(({ name }) => name in shapeKinds || name === 'p:grpSp'),
  )
  return readable ?? child(alternate, 'mc:Fallback')
}

function shapeOf(element: XmlElement, kind: Shape['kind'], { transform, hidden }: { transform: Transform; hidden: boolean }): Shape {
  const properties = children(element).find(({ name }) => /^p:nv\w+Pr$/.test(name))
  const named = child(properties, 'p:cNvPr')
  const placeholder = at(properties, 'p:nvPr', 'p:ph')?.attributes
  return {
    element,
    kind,
    frame: frameOf(at(element, 'p:spPr', 'a:xfrm') ?? child(element, 'p:xfrm'), transform),
    placeholder: placeholder ? { type: placeholder.type ?? 'obj', index: placeholder.idx ?? '0' } : null,
    description: (named?.attributes.descr ?? '').trim(),
    hidden: hidden || isHidden(properties),
  }
}

function isHidden(properties: XmlElement | undefined): boolean {
  return ['1', 'true'].includes(child(properties, 'p:cNvPr')?.attributes.hidden ?? '')
}

export function frameOf(xfrm: XmlElement | undefined, transform = plain): Frame | null {
  const [offset, extent] = [child(xfrm, 'a:off')?.attributes, child(xfrm, 'a:ext')?.attributes]
  if (!offset || !extent) return null
  const [left, top] = [Number(offset.x) || 0, Number(offset.y) || 0]
  const [x, y] = [transform.x(left), transform.y(top)]
  return { x, y, width: transform.x(left + (Number(extent.cx) || 0)) - x, height: transform.y(top + (Number(extent.cy) || 0)) - y }
}

/** How the coordinates within a group become those around it. */
function within(outer: Transform, xfrm: XmlElement | undefined): Transform {
  const [offset, extent] = [child(xfrm, 'a:off')?.attributes, child(xfrm, 'a:ext')?.attributes]
  const [inner, size] = [child(xfrm, 'a:chOff')?.attributes, child(xfrm, 'a:chExt')?.attributes]
  if (!offset || !extent || !inner || !size) return outer
  const scale = (whole: string | undefined, part: string | undefined) => (Number(part) > 0 ? (Number(whole) || 0) / Number(part) : 1)
  const [across, down] = [scale(extent.cx, size.cx), scale(extent.cy, size.cy)]
  return {
    x: (x) => outer.x((Number(offset.x) || 0) + (x - (Number(inner.x) || 0)) * across),
    y: (y) => outer.y((Number(offset.y) || 0) + (y - (Number(inner.y) || 0)) * down),
  }
}
