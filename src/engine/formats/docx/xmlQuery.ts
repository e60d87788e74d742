import type { XmlElement, XmlNode } from './xmlTree'

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string'
}

/** The first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((node): node is XmlElement => typeof node !== 'string' && node.name === name)
}

export function children(element: XmlElement | undefined, name?: string): XmlElement[] {
  return (element?.children ?? []).filter(
    (node): node is XmlElement => typeof node !== 'string' && (name === undefined || node.name === name),
  )
}

/** What lies below an element under these names, one within the other. */
export function at(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((found, name) => child(found, name), element)
}

/** Of several ways to say the same, the newest that says anything. */
export function chosen(alternate: XmlElement): XmlElement {
  const choice = children(alternate, 'mc:Choice').find((one) => children(one).length > 0)
  return choice ?? child(alternate, 'mc:Fallback') ?? { name: '', attributes: {}, children: [] }
}

/**
 * Elements of a name at any depth, in document order; what lies within one that was found is not looked through,
 * and of alternatives only the chosen one.
 */
export function* below(element: XmlElement | undefined, name: string | ReadonlySet<string>): Generator<XmlElement> {
  const nodes = element?.name === 'mc:AlternateContent' ? chosen(element).children : element?.children
  for (const node of nodes ?? []) {
    if (typeof node === 'string') continue
    if (typeof name === 'string' ? node.name === name : name.has(node.name)) yield node
    else yield* below(node, name)
  }
}

/** All text below an element. */
export function textOf(element: XmlElement | undefined): string {
  let text = ''
  for (const node of element?.children ?? []) text += typeof node === 'string' ? node : textOf(node)
  return text
}
