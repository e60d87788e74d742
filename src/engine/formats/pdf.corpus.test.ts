import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mendHyphen } from '../hyphens'
import { type Page, wordsOf } from '../page'
import { format } from './pdf'

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const documents = join(corpus, 'documents')
const present = existsSync(documents)
const poppler = present && hasPdftotext()
if (!present) console.log(`skipped: no evaluation corpus at ${documents}; set CARREL_CORPUS to compare with it`)
else if (!poppler) console.log('skipped: pdftotext is not installed, so there is nothing to compare recall with')

function hasPdftotext(): boolean {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function read(name: string, last = Infinity, first = 1): Promise<Page[]> {
  const signal = new AbortController().signal
  const head = { bytes: new Uint8Array(), name, extension: 'pdf', size: 0, detected: null, encoding: null, entries: null }
  const document = await format.open({ path: join(name.includes('/') ? corpus : documents, name), head }, { signal })
  const pages: Page[] = []
  for (let page = first; page <= Math.min(last, document.pages); page++) pages.push((await document.read(page, { signal })).page)
  await document.close()
  return pages
}

/** What cannot be compared with pdftotext word by word, and why. */
const others: Record<string, RegExp> = {
  'printers’ slugs and more stand outside the page': /^(?:freeculture|issue7454)\.pdf$/,
  'pdftotext does not open it': /^(?:Brotli-Prototype-FileA|issue19484_1)\.pdf$/,
  'its text is not in Latin letters': /^(?:ThuluthFeatures|XiaoBiaoSong|right_to_left_01)\.pdf$/,
  'its text is a scan’s': /^(?:loremipsum-flat|nemotron_multipage|ocr_test\w*|pdf-with-ocr-text)\.pdf$/,
}

/** Every PDF in a folder of the corpus that pdftotext reads too. */
function ordinary(folder: string): string[] {
  if (!poppler) return []
  const names = readdirSync(join(corpus, folder)).filter((name) => name.endsWith('.pdf'))
  return names.filter((name) => !Object.values(others).some((pattern) => pattern.test(name))).map((name) => join(folder, name))
}

async function keepsWords(name: string): Promise<void> {
  const pages = await read(name)
  const theirs = execFileSync('pdftotext', ['-cropbox', join(corpus, name), '-'], { encoding: 'utf8', maxBuffer: 1e9 })
  expect(recall(bag(theirs), bag(withoutSigns(textOf(pages))))).toBeGreaterThanOrEqual(0.98)
}

/** Signs of notes and powers as pdftotext writes them. */
function withoutSigns(text: string): string {
  return text.replace(/\[\^([^\]]+)\]:?/g, '$1').replaceAll('^', '')
}

/** Words as they are compared: broken ones mended, presentation forms plain, without leader dots, in any order. */
function bag(text: string): string[] {
  const words: string[] = []
  for (const line of text.normalize('NFKC').split(/[\n\f]+/)) {
    const [first = '', ...rest] = line.split(/[\s\u200e\u200f]+|\.{3,}/).filter((word) => word !== '')
    const last = words.at(-1) ?? ''
    const mend = mendHyphen(last, first)
    if (mend) words[words.length - 1] = (mend === 'drop' ? last.slice(0, -1) : last) + first
    else words.push(first)
    words.push(...rest)
  }
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word))
}

/** Share of the words of `wanted` that are in `found`. */
function recall(wanted: readonly string[], found: readonly string[]): number {
  const left = new Map<string, number>()
  for (const word of found) left.set(word, (left.get(word) ?? 0) + 1)
  let hits = 0
  for (const word of wanted) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    hits += 1
  }
  return hits / wanted.length
}

const textOf = (pages: readonly Page[]) => pages.map((page) => page.text).join('\n\n')

describe.runIf(poppler)('against pdftotext', () => {
  test.each(ordinary('documents'))('%s keeps at least 98 of 100 words', keepsWords, 60_000)

  test.runIf(process.env.CARREL_LONG).each(ordinary('financebench/pdfs'))(
    '%s, a filing, keeps at least 98 of 100 words',
    keepsWords,
    60_000,
  )

  test('words stand where pdftotext says they stand', async () => {
    const [page] = await read('tracemonkey.pdf', 2, 2)
    const theirs = execFileSync('pdftotext', ['-bbox', '-cropbox', '-f', '2', '-l', '2', join(documents, 'tracemonkey.pdf'), '-'], {
      encoding: 'utf8',
    })
    let compared = 0
    for (const [, left, top, right, bottom, text] of theirs.matchAll(/xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)</g)) {
      if (!/^[a-z]{9,}$/i.test(text!)) continue
      const same = wordsOf(page!).filter((word) => page!.text.slice(word.start, word.end) === text)
      if (same.length === 0) continue
      compared += 1
      const near = same.some(({ x, y, width, height }) =>
        [x - Number(left), x + width - Number(right), y + height / 2 - (Number(top) + Number(bottom)) / 2].every(
          (off) => Math.abs(off) <= 2,
        ),
      )
      expect(near, `${text} at ${left}, ${top}`).toBe(true)
    }
    expect(compared).toBeGreaterThan(50)
  })
})

describe.runIf(present)('real files', () => {
  test('Arabic comes in reading order, ligatures whole', async () => {
    const expected = readFileSync(join(documents, 'right_to_left_01.expected.md'), 'utf8').replace(/[#*|-]/g, ' ')
    const found = textOf(await read('right_to_left_01.pdf'))
    expect(recall(bag(expected), bag(found))).toBeGreaterThanOrEqual(0.85)
    expect(found).toContain('تحسين الإنتاجية وحل المشكلات')
  })

  test('the printer’s slug beside the pages of freeculture.pdf is left out', async () => {
    const pages = await read('freeculture.pdf', 60)
    expect(textOf(pages)).not.toMatch(/free_\w+_\d|\d+p_all_|\br1\.qxd\b|Page \d+\s*$/m)
    for (const page of pages) {
      for (const word of wordsOf(page)) expect(word.x > -20 && word.y > -20 && word.x < page.width && word.y < page.height).toBe(true)
    }
  })

  test('words broken at line ends are whole', async () => {
    const text = textOf(await read('freeculture.pdf', 20, 20))
    expect(text).toContain('Armstrong\nfor his most significant')
    expect(text).not.toMatch(/[\u0002\ufffe\u00ad]/)
  })

  test.each([
    ['Brotli-Prototype-FileA.pdf', 50_000],
    ['issue19484_1.pdf', 1_300],
    ['bug1250079.pdf', 10],
    ['issue16316.pdf', 4_500],
  ])('%s, which one of the two readers loses, is read', async (name, least) => {
    expect(textOf(await read(name)).length).toBeGreaterThan(least)
  })

  test('text off the page of issue7454.pdf is not read', async () => {
    const text = textOf(await read('issue7454.pdf'))
    expect(text).toContain('Garanties couvertes')
    expect(text.length).toBeLessThan(600)
  })

  test('headings of a paper and a manual are found', async () => {
    const headings = (pages: Page[]) =>
      pages.flatMap((page) => page.blocks.filter((one) => one.kind === 'heading').map((one) => page.text.slice(one.start, one.end)))
    const paper = headings(await read('multi-column.pdf', 6))
    for (const title of ['Abstract', '1 Introduction', '2 Background', '4 Experimental Setup']) expect(paper).toContain(title)
    expect(paper.filter((title) => /@|\{|Karpukhin|Facebook/.test(title))).toEqual([])
    expect(headings(await read('redp5110_sampled.pdf', 8, 8))).toContain('2.2 Separation of duties')
  })
})
