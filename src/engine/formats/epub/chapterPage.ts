import { markHiddenParts } from '../html/hiddenParts'
import { markupPage } from '../html/markupPage'
import { parseMarkup } from '../html/parseMarkup'
import { hasHeadings, textOf, walkMarkup, type MarkupNode } from '../html/walkMarkup'
import { type Block, type Page, plainPage } from '../../page'
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
  if (within.length > 0 && 'createElement' in document && !hasHeadings(document)) putTitles(document as unknown as Tree, within)
  const page = markupPage(document, first?.title, { published: true })
  levelHeadings(page, titles)
  return page
}

/** A chapter that is a drawing (SVG): what is written in it, a paragraph each. */
export async function drawnPage(svg: string): Promise<Page> {
  const lines: string[] = []
  walkMarkup(await parseMarkup(svg.replace(/[\ufdd0-\ufdef]/g, '')), {
    enter(node) {
      if (node.localName !== 'text') return true
      const line = textOf(node).replace(/\s+/g, ' ').trim()
      if (line !== '') lines.push(line)
      return false
    },
  })
  const blocks: Block[] = []
  let start = 0
  for (const line of lines) {
    blocks.push({ kind: 'paragraph', start, end: start + line.length })
    start += line.length + 2
  }
  return plainPage(1, lines.join('\n\n'), blocks)
}

/** Headings that the table of contents names stand as high as there, and those below them move along: chapters do not all begin with the same. */
function levelHeadings({ text, blocks }: Page, titles: readonly ChapterTitle[]): void {
  const levels = new Map(titles.map(({ title, level }) => [plain(title), level]))
  let shift = 0
  for (const block of blocks) {
    if (block.kind !== 'heading') continue
    const own = block.level ?? 1
    const level = levels.get(plain(text.slice(block.start, block.end)))
    if (level !== undefined) shift = level - own
    block.level = Math.min(6, Math.max(1, own + shift))
  }
}

function plain(title: string): string {
  return title.replace(/\s+/g, ' ').trim().toLowerCase()
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
