import type { Page } from '../../page'
import { isUnreadable, walkMarkup, type MarkupNode } from './walkMarkup'

/** Shares of a page's visible text and tables that its article must keep to stand for it. */
const leastText = 0.4
const leastTables = 0.6

/** What an article is measured by. */
export interface Measured {
  page: Page
  tables: number
  /** Tables of numbers, wherever they stand. */
  figures: number
}

/** Whether an article may stand for the whole page: it keeps a good part of what can be read, and most of the tables. */
export function keepsMuch(article: Measured, whole: Measured): boolean {
  if (article.figures < whole.figures) return false
  return visible(article.page) >= visible(whole.page) * leastText && article.tables >= whole.tables * leastTables
}

function visible({ text, hidden = [] }: Page): number {
  return text.length - hidden.reduce((sum, { start, end }) => sum + end - start, 0)
}

const beside = /\b(nav(box|bar|igation)?|menu|sidebar|footer|toc|catlinks)\b/i

/** Tables of at least three rows, other than those that lead elsewhere. */
export function countTables(root: MarkupNode): number {
  let tables = 0
  const rows: number[] = []
  walkMarkup(root, {
    enter(node) {
      if (isUnreadable(node) || isBeside(node)) return false
      if (node.localName === 'table') rows.push(0)
      if (node.localName === 'tr' && rows.length > 0) rows[rows.length - 1]!++
      return true
    },
    leave(node) {
      if (node.localName === 'table' && !isBeside(node) && rows.pop()! >= 3) tables++
    },
  })
  return tables
}

/** Tables of at least two rows with a number in them that are not mostly links: a box beside the article may hold the only figure. */
export function countFigures(root: MarkupNode): number {
  let figures = 0
  let links = 0
  const open: { rows: number; letters: number; linked: number; hasNumber: boolean }[] = []
  walkMarkup(root, {
    enter(node) {
      if (isUnreadable(node)) return false
      const table = open.at(-1)
      if (node.localName === 'table') open.push({ rows: 0, letters: 0, linked: 0, hasNumber: false })
      else if (node.localName === 'tr' && table) table.rows++
      else if (node.localName === 'a') links++
      else if (node.nodeType === 3 && table) {
        const text = (node.data ?? '').trim()
        table.letters += text.length
        if (links > 0) table.linked += text.length
        table.hasNumber ||= /\d/.test(text)
      }
      return true
    },
    leave(node) {
      if (node.localName === 'a' && links > 0) links--
      if (node.localName !== 'table') return
      const table = open.pop()
      if (table && table.rows >= 2 && table.hasNumber && table.linked * 2 < table.letters) figures++
    },
  })
  return figures
}

function isBeside(node: MarkupNode): boolean {
  if (node.nodeType !== 1) return false
  if (node.localName === 'footer' || node.localName === 'aside' || node.getAttribute?.('role') === 'navigation') return true
  const name = node.localName === 'body' ? null : node.getAttribute?.('class')
  return name != null && beside.test(name)
}
