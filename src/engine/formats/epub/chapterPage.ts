import { markHiddenParts } from '../html/hiddenParts'
import { markupPage } from '../html/markupPage'
import { parseMarkup } from '../html/parseMarkup'
import { hasHeadings, walkMarkup, type MarkupNode } from '../html/walkMarkup'
import type { Page } from '../../page'
import type { ChapterTitle } from './readBook'

/** As much of a document as putting titles into it needs. */
interface Tree extends MarkupNode {
  createElement(name: string): Tree
  createTextNode(text: string): Tree
  insertBefore(node: Tree, before: Tree): void
  appendChild(node: Tree): void
}

/** A chapter of a book; titles from the table of contents stand above what has none of its own. */
export async function chapterPage(html: string, titles: readonly ChapterTitle[]): Promise<Page> {
  const document = await parseMarkup(html.replace(/[\ufdd0-\ufdef]/g, ''))
  markHiddenParts(document)
  const first = titles.find(({ at }) => at === '')
  const within = titles.filter((one) => one !== first)
  if (within.length > 0 && !hasHeadings(document)) putTitles(document as unknown as Tree, within)
  const page = markupPage(document, first?.title, { published: true })
  const heading = page.blocks[0]
  if (first && heading?.kind === 'heading' && page.text.slice(heading.start, heading.end) === first.title) heading.level = first.level
  return page
}

function putTitles(document: Tree, titles: readonly ChapterTitle[]): void {
  const places = new Map<string, Tree>()
  walkMarkup(document, {
    enter(node) {
      const id = node.getAttribute?.('id')
      if (id && !places.has(id)) places.set(id, node as Tree)
      return true
    },
  })
  for (const { at, title, level } of titles) {
    const place = places.get(at)
    if (!place?.parentNode) continue
    const heading = document.createElement(`h${level}`)
    heading.appendChild(document.createTextNode(title))
    ;(place.parentNode as Tree).insertBefore(heading, place)
  }
}
