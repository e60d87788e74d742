import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { softHyphens } from './hyphenation.mjs'

/** The browser that draws the samples: CARREL_CHROMIUM, else Debian's, else the one Playwright brings. */
export async function openBrowser() {
  const own = process.env.CARREL_CHROMIUM ?? '/usr/bin/chromium'
  const asRoot = process.getuid?.() === 0
  return await chromium.launch({
    ...(existsSync(own) ? { executablePath: own } : {}),
    args: ['--allow-file-access-from-files', '--font-render-hinting=none', ...(asRoot ? ['--no-sandbox'] : [])],
  })
}

/** Prints a page of HTML to PDF with a real text layer, hyphenated. */
export async function printed(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1_000, height: 1_400 } })
  await page.emulateMedia({ media: 'print' })
  await page.goto(pathToFileURL(file).href)
  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(hyphenate, softHyphens)
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true })
  await page.close()
  return pdf
}

/** Draws a page of HTML as a PNG of width × height CSS pixels, `scale` pixels each. */
export async function drawn(browser, file, { width, height, scale }) {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale })
  await page.goto(pathToFileURL(file).href)
  await page.evaluate(() => document.fonts.ready)
  const png = await page.screenshot({ type: 'png' })
  await page.close()
  return png
}

/** Runs in the page: puts soft hyphens into the words of running text, then keeps, as hyphens, those at which a line breaks. */
function hyphenate(pairs) {
  const soft = new Map(pairs)
  const texts = []
  for (const element of document.querySelectorAll('p, li')) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node)
  }
  for (const text of texts) text.data = text.data.replace(/[A-Za-z]+/g, (word) => soft.get(word) ?? word)
  const range = document.createRange()
  const topOf = (text, at) => {
    range.setStart(text, at)
    range.setEnd(text, at + 1)
    return [...range.getClientRects()].at(-1)?.top
  }
  const kept = texts.map((text) =>
    [...text.data]
      .map((character, at) => (character !== '\u00ad' ? character : topOf(text, at - 1) === topOf(text, at + 1) ? '' : '-'))
      .join(''),
  )
  for (const [index, text] of texts.entries()) text.data = kept[index]
}
