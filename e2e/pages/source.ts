import { expect, type Locator, type Page } from '@playwright/test'
import { t } from '../../src/renderer/texts'

/** What the name of a mark on a page begins with. */
const markName = (number: string) => new RegExp(`^${t('source.marked', { page: number, quote: '' }).trim()}`)

/** The source zone: the document a citation leads to, its page and the mark on it. */
export function source(page: Page) {
  const pageNumber = page.getByRole('textbox', { name: t('source.pageNumber'), exact: true })
  return {
    heading: (name: string) => page.getByRole('heading', { name, exact: true }),
    pageNumber,
    close: page.getByRole('button', { name: t('source.close') }),
    showText: page.getByRole('radiogroup', { name: t('source.mode') }).getByRole('radio', { name: t('source.text') }),
    /** A page as it looks in the original. */
    pageAsItLooks: (number: number) => page.getByRole('group', { name: t('source.pageName', { page: number }), exact: true }),
    /** A page as text. */
    pageAsText: (number: number) => page.getByRole('article', { name: t('source.pageName', { page: number }), exact: true }),
    /** The mark on a page, whichever way the page is shown. */
    mark: page.getByRole('img', { name: markName('\\d+') }).or(page.locator('mark')),
    /** The mark drawn over a page or picture, which is named by its page and quote. */
    markOver: (number: number) => page.getByRole('img', { name: markName(String(number)) }),
  }
}

/** The words of a page's text layer that lie under a mark, in the order of the page. */
export async function wordsUnder(mark: Locator, pageShown: Locator): Promise<string> {
  const boxes = await mark.locator('> *').evaluateAll((pieces) => pieces.map((piece) => piece.getBoundingClientRect().toJSON() as DOMRect))
  expect(boxes.length).toBeGreaterThan(0)
  return await pageShown.evaluate((node, marked) => {
    const words: string[] = []
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      for (const match of text.textContent?.matchAll(/\S+/g) ?? []) {
        range.setStart(text, match.index)
        range.setEnd(text, match.index + match[0].length)
        const { x, y, width, height } = range.getBoundingClientRect()
        const inside = (box: DOMRect) =>
          box.x <= x + width / 2 && x + width / 2 <= box.x + box.width && box.y <= y + height / 2 && y + height / 2 <= box.y + box.height
        if (marked.some(inside)) words.push(match[0])
      }
    }
    return words.join(' ')
  }, boxes)
}

/** Share of dark points of a page's picture under a mark: words are there, whether the page has a text layer or is a picture itself. */
export async function inkUnder(mark: Locator, pageShown: Locator): Promise<number> {
  const box = await mark.locator('> *').first().boundingBox()
  return await pageShown.evaluate((node, marked) => {
    const canvas = node.querySelector('canvas')
    if (!canvas || !marked) return 0
    const whole = canvas.getBoundingClientRect()
    const scale = canvas.width / whole.width
    const [x, y, width, height] = [marked.x - whole.x, marked.y - whole.y, marked.width, marked.height].map((one) =>
      Math.round(one * scale),
    )
    const { data } = canvas.getContext('2d')!.getImageData(x!, y!, Math.max(1, width!), Math.max(1, height!))
    let dark = 0
    for (let at = 0; at < data.length; at += 4) if (data[at]! + data[at + 1]! + data[at + 2]! < 300) dark += 1
    return dark / (data.length / 4)
  }, box)
}
