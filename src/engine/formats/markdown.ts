import type { Format } from '../format'
import { plainPage } from '../page'
import { markdownBlocks } from './markdown/markdownBlocks'
import { readTextFile } from './text/decodeText'
import { hiddenText } from './text/hiddenText'

const extensions = new Set(['md', 'markdown', 'mdown', 'mkd', 'mdx', 'qmd', 'rmd'])

/** Markdown: the source is the text, and its headings, lists, code and tables are blocks of it. */
export const format: Format = {
  id: 'markdown',
  mediaType: 'text/markdown',
  place: 'section',
  recognises: (head) => (extensions.has(head.extension) && head.encoding !== null && !head.detected ? 3 : 0),
  async open({ path, head }) {
    const text = await readTextFile(path, head.encoding)
    const hidden = hiddenText(text)
    const page = { ...plainPage(1, text, markdownBlocks(text)), ...(hidden.length ? { hidden } : {}) }
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: text.trim() === '' }),
      close: async () => {},
    }
  },
}
