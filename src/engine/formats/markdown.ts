import type { Format } from '../format'
import { plainPage } from '../page'
import { hiddenMarkup } from './markdown/hiddenMarkup'
import { markdownBlocks } from './markdown/markdownBlocks'
import { readTextFile } from './text/decodeText'

const extensions = new Set(['md', 'markdown', 'mdown', 'mkdn', 'mkd', 'mdx', 'qmd', 'rmd'])

/** Markdown: the source is the text, and its headings, lists, code and tables are blocks of it; what its rendering does not show is marked. */
export const format: Format = {
  id: 'markdown',
  mediaType: 'text/markdown',
  place: 'section',
  recognises: (head) => (extensions.has(head.extension) && head.encoding !== null && !head.detected ? 3 : 0),
  async open({ path, head }) {
    const text = await readTextFile(path, head.encoding)
    const blocks = markdownBlocks(text)
    const hidden = hiddenMarkup(text, blocks)
    const title = titleOf(text)
    const page = { ...plainPage(1, text, blocks), ...(hidden.length ? { hidden } : {}), ...(title ? { title } : {}) }
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: text.trim() === '' }),
      close: async () => {},
    }
  },
}

/** The title that the data before a text gives it. */
function titleOf(text: string): string | undefined {
  if (!text.startsWith('---') && !text.startsWith('+++')) return undefined
  const title = /^title\s*[:=]\s*(.{1,300})$/im.exec(text.slice(0, 4_000))?.[1]
  return title?.trim().replace(/^(["'])(.*)\1$/, '$2') || undefined
}
