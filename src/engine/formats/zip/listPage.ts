import { type Block, type Page, plainPage } from '../../page'

/** A heading, what is to be said in sentences, and a table: the own text of a container. */
export interface Listing {
  title: string
  sentences: readonly string[]
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

/** The list of what lies in a container as a page. */
export function listPage(page: number, { title, sentences, columns, rows }: Listing): Page {
  const blocks: Block[] = []
  const parts: string[] = []
  let length = 0
  const add = (block: Pick<Block, 'kind' | 'level'>, text: string) => {
    if (text === '') return
    const start = length > 0 ? length + 2 : 0
    parts.push(text)
    length = start + text.length
    blocks.push({ ...block, start, end: length })
  }
  add({ kind: 'heading', level: 1 }, oneLine(title))
  add({ kind: 'paragraph' }, sentences.join(' '))
  if (rows.length > 0) add({ kind: 'table' }, [columns, columns.map(() => '---'), ...rows].map(asRow).join('\n'))
  return plainPage(page, parts.join('\n\n'), blocks)
}

function asRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** A number of bytes as people read it. */
export function readableSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const units = ['KB', 'MB', 'GB']
  let size = bytes / 1000
  let unit = 0
  for (; size >= 999.5 && unit < 2; unit++) size /= 1000
  return `${size < 10 ? Math.round(size * 10) / 10 : Math.round(size)} ${units[unit]}`
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
