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
  /** True: nothing more is visited. */
  isDone?(): boolean
}

/** Visits everything below `root` in document order, however deep it is nested. */
export function walkMarkup(root: MarkupNode, visitor: MarkupVisitor): void {
  let node = root.firstChild
  while (node && !visitor.isDone?.()) {
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
  'script style noscript template svg head title iframe frame object embed applet canvas audio video select datalist textarea button nav dialog ix:header ix:hidden'.split(
    ' ',
  ),
)

/** Whether a node can hold nothing to read, whatever its style: neither text nor an element for text. */
export function isUnreadable(node: MarkupNode): boolean {
  return node.nodeType !== 3 && (node.nodeType !== 1 || invisible.has(node.localName ?? ''))
}

/** Whether an element's content is nothing to read, or is not shown. */
export function isInvisible(node: MarkupNode): boolean {
  if (node.nodeType === 3) return false
  if (isUnreadable(node) || node.getAttribute?.('hidden') != null) return true
  const style = node.getAttribute?.('style')
  return style != null && /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])/i.test(style)
}

/** The text below an element as it stands in the source, without what cannot be read; of its first nodes only where there are more. */
export function textOf(root: MarkupNode, mostNodes = 10_000): string {
  const parts: string[] = []
  let nodes = 0
  walkMarkup(root, {
    enter(node) {
      if (++nodes > mostNodes || isInvisible(node)) return false
      if (node.nodeType === 3) parts.push(node.data ?? '')
      return true
    },
    isDone: () => nodes > mostNodes,
  })
  return parts.join('')
}

/** Whether there is any heading below an element. */
export function hasHeadings(root: MarkupNode): boolean {
  let found = false
  walkMarkup(root, {
    enter(node) {
      found = /^h[1-6]$/.test(node.localName ?? '')
    },
    isDone: () => found,
  })
  return found
}
