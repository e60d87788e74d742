import type { Anchor } from '../../../contract/documents'
import { plainPage, type Block, type Page } from '../../page'
import type { Hidden } from '../text/hiddenText'
import { rangeName, type CellRange } from './addresses'

/** Collects the text of a sheet line by line, with the cells each line stands for. */
export class SheetWriter {
  private readonly sheet: string
  private readonly parts: string[] = []
  private readonly blocks: Block[] = []
  private readonly anchors: Anchor[] = []
  private readonly hidden: Hidden[] = []
  private length = 0

  constructor(sheet: string) {
    this.sheet = sheet
  }

  /** Starts a block after an empty line; the lines that follow are its own. */
  block(kind: Block['kind'], { level, label }: { level?: number; label?: string } = {}): void {
    if (this.length > 0) this.put('\n\n')
    const at = this.length
    this.blocks.push({ kind, start: at, end: at, ...(level ? { level } : {}), ...(label ? { label } : {}) })
  }

  /** A line of the block, and the cells it stands for. */
  line(text: string, cells: CellRange | null, hidden?: string): void {
    const block = this.blocks.at(-1)!
    if (this.length > block.start) this.put('\n')
    const start = this.length
    if (cells) this.anchors.push({ start, place: { kind: 'cells', sheet: this.sheet, range: rangeName(cells) } })
    this.put(text)
    block.end = this.length
    if (hidden) this.hide(start, hidden)
  }

  /** The page, all of it hidden where the sheet is. */
  page(number: number, { title, hidden }: { title: string; hidden?: string }): Page {
    const text = this.parts.join('')
    const spans = hidden ? [{ start: 0, end: text.length, reason: hidden }] : this.hidden
    return {
      ...plainPage(number, text, this.blocks),
      ...(title !== '' ? { title } : {}),
      ...(this.anchors.length > 0 ? { anchors: this.anchors } : {}),
      ...(spans.length > 0 && text !== '' ? { hidden: spans } : {}),
    }
  }

  private hide(start: number, reason: string): void {
    const last = this.hidden.at(-1)
    if (last?.reason === reason && start - last.end <= 2) last.end = this.length
    else this.hidden.push({ start, end: this.length, reason })
  }

  private put(text: string): void {
    this.parts.push(text)
    this.length += text.length
  }
}

/** The text of a cell on one line, without what means nothing in it. */
export function onOneLine(text: string): string {
  return /[\s\u0000-\u001f\u007f\ufdd0-\ufdef\ufeff\ufffe\uffff]/.test(text)
    ? text
        .replace(/\s+/g, ' ')
        .replace(/[\u0000-\u001f\u007f\ufdd0-\ufdef\ufeff\ufffe\uffff]/g, '')
        .trim()
    : text
}
