import { takeMarks } from '../docx/hiddenMarks'
import { plainPage, type Block, type Page } from '../../page'
import { joinHidden, type Hidden } from '../text/hiddenText'
import type { MarkupNode } from './walkMarkup'

interface Context {
  node: MarkupNode
  kind: Block['kind']
  level?: number
  /** Lists: what is counted so far; null for bullets. */
  count?: number | null
  depth: number
}

/** Collects text and blocks while markup is walked. */
export class BlockWriter {
  private parts: string[] = []
  private length = 0
  private lastCharacter = '\n'
  private blocks: Block[] = []
  private hidden: Hidden[] = []
  private open: Block | null = null
  private contexts: Context[] = []
  /** Mark of the list item that was entered and has no text yet. */
  private mark: string | null = null
  private titleText = ''
  private lastList: MarkupNode | undefined
  private lastItem: Block | undefined
  /** Letters of the open block, and how many of them are bold. */
  private letters = { all: 0, bold: 0 }
  private readonly boldBlocks: Block[] = []
  /** How many elements around the text make it bold. */
  bold = 0

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
    else if (name === 'ul' || name === 'ol' || name === 'dl')
      Object.assign(context, { kind: 'list', count: name === 'ol' ? startOf(node) : null, depth: context.depth + 1 })
    else if (name === 'li') this.mark = this.nextMark(context)
    else if (name === 'dt' && context.kind === 'list') this.mark = ''
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

  /** Words for a picture: a caption where it stands alone, else part of the line. */
  picture(words: string): void {
    if (words === '') return
    if (this.open) return this.text(words)
    this.begin('caption')
    this.put(words)
    this.endBlock()
  }

  /** A sign that stands raised: a note's always, a power only behind a digit. */
  raised(mark: string): void {
    if (mark.startsWith('[') || /\d/.test(this.lastCharacter)) this.append(mark)
    else this.append(mark.slice(1))
  }

  lineBreak(): void {
    if (this.open) this.put('\n')
  }

  whole(kind: Block['kind'], text: string): void {
    this.endBlock()
    this.begin(kind)
    this.put(text)
    this.endBlock()
  }

  /** An item that a table of one row lays out; it goes on with the one before. */
  item(text: string): void {
    this.endBlock()
    const last = this.blocks.at(-1)
    if (last && last === this.lastItem) this.put('\n')
    else {
      this.writeTitle('list')
      if (this.length > 0) this.put('\n\n')
      this.lastItem = { kind: 'list', start: this.length, end: this.length }
      this.blocks.push(this.lastItem)
    }
    this.put(text)
    this.lastItem!.end = this.length
  }

  endBlock(): void {
    if (!this.open) return
    this.dropLastSpace()
    this.open.end = this.length
    const { all, bold } = this.letters
    if (this.open.kind === 'paragraph' && bold > 1 && bold === all) this.boldBlocks.push(this.open)
    this.letters = { all: 0, bold: 0 }
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
    const text = this.parts.join('')
    const page = plainPage(1, text, this.blocks)
    return this.hidden.length ? { ...page, hidden: joinHidden(this.hidden) } : page
  }

  /** The page with lines in bold as its headings, where it has none that say so. */
  pageWithBoldHeadings(): Page {
    const page = this.page()
    const lines = this.boldBlocks.filter(({ start, end }) => isTitleLine(page.text.slice(start, end)))
    // Where most of a page is bold, bold says nothing.
    if (lines.length * 3 > this.blocks.length) return page
    for (const block of lines) Object.assign(block, { kind: 'heading', level: levelOf(page.text.slice(block.start, block.end)) })
    return page
  }

  private append(text: string): void {
    if (text === '') return
    if (!this.open) {
      const context = this.contexts.at(-1)
      this.begin(context?.kind ?? 'paragraph', context?.level)
    }
    const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    this.letters.all += letters
    if (this.bold > 0) this.letters.bold += letters
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
    const { text: plain, hidden } = takeMarks(text, this.length)
    if (plain === '') return
    this.parts.push(plain)
    this.length += plain.length
    this.lastCharacter = plain.at(-1)!
    this.hidden.push(...hidden)
  }
}

/** The number before the first item of a numbered list. */
function startOf(list: MarkupNode): number {
  const start = Number.parseInt(list.getAttribute?.('start') ?? '', 10)
  return start > 0 && start < 1e6 ? start - 1 : 0
}

/** Whether a line that is bold from end to end is a title, not a sentence that shouts. */
function isTitleLine(text: string): boolean {
  if (text.length > 150 || text.includes('\n') || !/\p{L}.*\p{L}/u.test(text) || /[,;!?]$/.test(text)) return false
  return text.length <= 80 || !/[.:]$/.test(text)
}

/** How high a title in bold stands: parts, then what is numbered, then what is in capitals. */
function levelOf(text: string): number {
  if (/^(part|book|teil|title)\b/i.test(text)) return 1
  if (/^(item|section|article|chapter|note|§|\d+[.)])/i.test(text)) return 2
  return text === text.toUpperCase() ? 3 : 4
}
