/** As much of a DOM node as reading needs. */
export interface MarkupNode {
  nodeType: number
  /** Tag in lower case; elements only. */
  localName?: string
  /** Text nodes only. */
  data?: string
  firstChild: MarkupNode | null
  nextSibling: MarkupNode | null
  parentNode: MarkupNode | null
  getAttribute?(name: string): string | null
}

export interface MarkupVisitor {
  /** False: what is within is not visited. */
  enter(node: MarkupNode): boolean | void
  leave?(node: MarkupNode): void
}

/** Visits everything below `root` in document order, however deep it is nested. */
export function walkMarkup(root: MarkupNode, visitor: MarkupVisitor): void {
  let node = root.firstChild
  while (node) {
    const child: MarkupNode | null = visitor.enter(node) === false ? null : node.firstChild
    if (child) {
      node = child
      continue
    }
    visitor.leave?.(node)
    while (node && !node.nextSibling) {
      node = node.parentNode
      if (!node || node === root) return
      visitor.leave?.(node)
    }
    node = node?.nextSibling ?? null
  }
}

const invisible = new Set(
  'script style noscript template svg head title iframe frame object embed applet canvas audio video select datalist textarea button nav dialog'.split(
    ' ',
  ),
)

/** Whether an element's content is nothing to read. */
export function isInvisible(node: MarkupNode): boolean {
  if (node.nodeType === 3) return false
  if (node.nodeType !== 1 || invisible.has(node.localName ?? '')) return true
  if (node.getAttribute?.('hidden') != null) return true
  const style = node.getAttribute?.('style')
  return style != null && /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])/i.test(style)
}
