import { plainPage, type Page } from '../../page'

/** Pages one below the other as a single one. */
export function joinPages(pages: readonly Page[]): Page {
  const joined: Required<Pick<Page, 'blocks' | 'hidden'>> = { blocks: [], hidden: [] }
  const texts: string[] = []
  let length = 0
  for (const { text, blocks, hidden = [] } of pages) {
    if (text.trim() === '') continue
    const from = length === 0 ? 0 : length + 2
    for (const block of blocks) joined.blocks.push({ ...block, start: block.start + from, end: block.end + from })
    for (const one of hidden) joined.hidden.push({ ...one, start: one.start + from, end: one.end + from })
    texts.push(text)
    length = from + text.length
  }
  const page = plainPage(1, texts.join('\n\n'), joined.blocks)
  return joined.hidden.length > 0 ? { ...page, hidden: joined.hidden } : page
}
