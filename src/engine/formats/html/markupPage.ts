import { plainPage, type Block, type Page } from '../../page'
import type { Hidden } from '../text/hiddenText'
import { markdownTable } from './markdownTable'
import { isInvisible, walkMarkup, type MarkupNode } from './walkMarkup'

/** Noncharacters put around text that the document's own reader found to be hidden. */
export const hiddenStart = '\ufdd0'
export const hiddenEnd = '\ufdd1'

const blockElements = new Set(
  (
    'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr ' +
    'html li main ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)

/**
 * The one page of a document that is markup below `root`: text in reading order, with headings, lists, quotes, code and Markdown tables as blocks.
 * `title` becomes the first heading unless the text begins with it.
 */
export function markupPage(root: MarkupNode, title = ''): Page {
  const layout = layoutTables(root)
  const writer = new BlockWriter()
  writer.title(title)
  walkMarkup(root, {
    enter(node) {
      if (isInvisible(node)) return false
      if (node.nodeType === 3) {
        writer.text(node.data ?? '')
        return true
      }
      const name = node.localName ?? ''
      if (name === 'br') writer.lineBreak()
      if (name === 'a' && node.getAttribute?.('href')?.startsWith('#footnote-ref')) return false
      if (!blockElements.has(name)) return true
      writer.endBlock()
      const table = name === 'table' && !layout.has(node) ? markdownTable(node) : null
      if (table !== null) {
        writer.whole('table', table)
        return false
      }
      writer.enter(node, name)
      return true
    },
    leave(node) {
      if (node.nodeType === 1 && blockElements.has(node.localName ?? '')) writer.leave(node)
    },
  })
  return writer.page()
}

/** Tables that hold other tables: they lay out a page. */
function layoutTables(root: MarkupNode): Set<MarkupNode> {
  const layout = new Set<MarkupNode>()
  const open: MarkupNode[] = []
  walkMarkup(root, {
    enter(node) {
      if (node.localName !== 'table') return
      const parent = open.at(-1)
      if (parent) layout.add(parent)
      open.push(node)
    },
    leave(node) {
      if (open.at(-1) === node) open.pop()
    },
  })
  return layout
}

interface Context {
  node: MarkupNode
  kind: Block['kind']
  level?: number
  /** Lists: what is counted so far; null for bullets. */
  count?: number | null
  depth: number
}

/** Collects text and blocks while the markup is walked. */
class BlockWriter {
  private parts: string[] = []
  private length = 0
  private lastCharacter = '\n'
  private blocks: Block[] = []
  private hidden: Hidden[] = []
  private hiddenFrom = -1
  private open: Block | null = null
  private contexts: Context[] = []
  /** Mark of the list item that was entered and has no text yet. */
  private mark: string | null = null
  private titleText = ''
  private lastList: MarkupNode | undefined

  title(title: string): void {
    this.titleText = title.replace(/\s+/g, ' ').trim()
  }

  enter(node: MarkupNode, name: string): void {
    const parent = this.contexts.at(-1)
    const context: Context = { node, kind: parent?.kind ?? 'paragraph', level: parent?.level, depth: parent?.depth ?? 0 }
    if (/^h[1-6]$/.test(name)) Object.assign(context, { kind: 'heading', level: Number(name[1]) })
    else if (name === 'pre') context.kind = 'code'
    else if (name === 'blockquote') context.kind = 'quote'
    else if (name === 'figcaption' || name === 'caption') context.kind = 'caption'
    else if (name === 'ul' || name === 'ol')
      Object.assign(context, { kind: 'list', count: name === 'ol' ? 0 : null, depth: context.depth + 1 })
    else if (name === 'li') this.mark = this.nextMark(context)
    this.contexts.push(context)
  }

  leave(node: MarkupNode): void {
    this.endBlock()
    if (this.contexts.at(-1)?.node === node) this.contexts.pop()
  }

  text(data: string): void {
    const context = this.contexts.at(-1)
    if (context?.kind === 'code') return this.append(this.open ? data : data.replace(/^\n+/, ''))
    let text = data.replace(/[\s\u00a0]+/g, ' ')
    if (!this.open || this.lastCharacter === ' ' || this.lastCharacter === '\n') text = text.replace(/^ /, '')
    if (text !== '') this.append(text)
  }

  lineBreak(): void {
    if (this.open) this.put('\n')
  }

  whole(kind: Block['kind'], text: string): void {
    this.begin(kind)
    this.put(text)
    this.endBlock()
  }

  endBlock(): void {
    if (!this.open) return
    this.dropLastSpace()
    this.open.end = this.length
    this.open = null
  }

  private dropLastSpace(): void {
    while (this.lastCharacter === ' ' || this.lastCharacter === '\n') {
      const last = this.parts.pop() ?? ''
      const kept = last.trimEnd()
      this.length -= last.length - kept.length
      if (kept !== '') this.parts.push(kept)
      this.lastCharacter = kept.at(-1) ?? this.parts.at(-1)?.at(-1) ?? ''
    }
  }

  page(): Page {
    this.endBlock()
    const page = plainPage(1, this.parts.join(''), this.blocks)
    return this.hidden.length ? { ...page, hidden: this.hidden } : page
  }

  private append(text: string): void {
    if (text === '') return
    if (!this.open) {
      const context = this.contexts.at(-1)
      this.begin(context?.kind ?? 'paragraph', context?.level)
    }
    this.put(text)
  }

  /** Starts a block; an item goes on with the list before it. */
  private begin(kind: Block['kind'], level?: number): void {
    this.writeTitle(kind)
    const last = this.blocks.at(-1)
    const isSameList = this.isSameList()
    const goesOn = kind === 'list' && last?.kind === 'list' && isSameList
    if (this.length > 0) this.put(goesOn ? '\n' : '\n\n')
    this.open = goesOn ? last : { kind, start: this.length, end: this.length, ...(level ? { level } : {}) }
    if (!goesOn) this.blocks.push(this.open)
    if (kind === 'list') {
      const depth = Math.min(this.contexts.at(-1)?.depth ?? 1, 8)
      this.put('  '.repeat(Math.max(0, depth - 1)) + (this.mark ?? '  '))
      this.mark = null
    }
  }

  /** Whether the block belongs to the same outermost list as the block before. */
  private isSameList(): boolean {
    const before = this.lastList
    this.lastList = this.contexts.find((context) => context.kind === 'list')?.node
    return before !== undefined && before === this.lastList
  }

  private writeTitle(kind: Block['kind']): void {
    const title = this.titleText
    this.titleText = ''
    if (title === '' || kind === 'heading') return
    this.blocks.push({ kind: 'heading', start: 0, end: title.length, level: 1 })
    this.put(title)
  }

  private nextMark(item: Context): string {
    const list = this.contexts.at(-1)
    if (list?.count == null) return '- '
    item.depth = list.depth
    return `${++list.count}. `
  }

  private put(text: string): void {
    const plain = text.includes(hiddenStart) || text.includes(hiddenEnd) || this.hiddenFrom >= 0 ? this.withoutMarks(text) : text
    if (plain === '') return
    this.parts.push(plain)
    this.length += plain.length
    this.lastCharacter = plain.at(-1)!
  }

  private withoutMarks(text: string): string {
    let plain = ''
    for (const piece of text.split(new RegExp(`([${hiddenStart}${hiddenEnd}])`))) {
      const at = this.length + plain.length
      if (piece === hiddenStart) this.hiddenFrom = at
      else if (piece === hiddenEnd) {
        if (this.hiddenFrom >= 0 && at > this.hiddenFrom)
          this.hidden.push({ start: this.hiddenFrom, end: at, reason: 'hidden in the document' })
        this.hiddenFrom = -1
      } else plain += piece
    }
    return plain
  }
}
