import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identify } from '../../ingest/identify'
import { format } from '../html'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-prose-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function textOf(body: string): Promise<string> {
  const path = join(folder, 'page.html')
  await writeFile(path, `<!doctype html><html><head><title>A page</title></head><body>${body}</body></html>`)
  const { signal } = new AbortController()
  const document = await format.open({ path, head: await identify(path, 'page.html') }, { signal })
  return (await document.read(1, { signal })).page.text
}

/** Words of body text that are found again, in order or not. */
function recall(body: string, text: string): number {
  const wanted = body.replace(/<[^>]*>/g, ' ').match(/[\p{L}\p{N}]+/gu)!
  const found = new Set(text.match(/[\p{L}\p{N}]+/gu))
  return wanted.filter((word) => found.has(word)).length / wanted.length
}

/** A paragraph in which every word is its own. */
const paragraph = (name: string, words = 30) => `<p>${Array.from({ length: words }, (_, i) => `${name}${i}`).join(' ')}, so to speak.</p>`
const paragraphs = (name: string, count: number) => Array.from({ length: count }, (_, i) => paragraph(`${name}${i}x`)).join('')

const menu = '<nav><a href="/">Home</a> <a href="/about">About us</a></nav>'
const links = '<ul class="menu"><li><a href="/a">Fresh linked headlines</a></li><li><a href="/b">Further linked headlines</a></li></ul>'

test.each([
  [
    'sections beside a long article',
    `<article>${paragraphs('main', 12)}</article>`,
    `<section><h2>Terms</h2>${paragraph('terms')}</section>`,
  ],
  [
    'several articles of the same length',
    `<div id="lead">${paragraphs('first', 3)}</div>`,
    ['second', 'third', 'fourth'].map((one) => `<div class="story"><h2>${one}</h2>${paragraphs(one, 2)}</div>`).join(''),
  ],
  [
    'a column called sidebar that holds text',
    `<div class="content">${paragraphs('main', 8)}</div>`,
    `<div class="sidebar"><h3>Opening hours</h3><p>Monday to Friday nine to five, Saturday ten to one, closed on Sundays.</p></div>`,
  ],
  [
    'a short section of facts under its heading',
    `<article>${paragraphs('main', 8)}</article>`,
    '<div class="extra"><h3>Contact persons</h3><ul><li>Claims department, extension 4711</li><li>Payments department, extension 4712</li></ul></div>',
  ],
  [
    'comments below an article',
    `<article>${paragraphs('main', 8)}</article>`,
    `<div id="comments" class="comments">${paragraph('comment')}</div>`,
  ],
  ['an aside that explains', `<main>${paragraphs('main', 8)}<aside><h4>Definition</h4>${paragraph('define', 20)}</aside>`, '</main>'],
])('%s are kept', async (_name, article, others) => {
  const text = await textOf(`${menu}${article}${others}${links}`)
  expect(recall(article + others, text)).toBe(1)
})

test('what only leads elsewhere is still left out around one article', async () => {
  const article = `<article><h1>Report</h1>${paragraphs('main', 8)}</article>`
  const around = `<header><a href="/">The daily paper</a></header>${menu}${links}`
  const below = '<footer>Imprint and conditions of use</footer>'
  const text = await textOf(`${around}${article}${links}${below}`)
  expect(recall(article, text)).toBe(1)
  expect(text).not.toMatch(/About us|linked headlines|Imprint/)
})
