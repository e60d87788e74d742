import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { identify } from '../ingest/identify'
import { LanguageSample } from '../ingest/language'
import { markInvisible } from '../ingest/markInvisible'
import type { Page } from '../page'
import { formatOf } from './index'

/* Web pages, books and texts nobody here wrote: what must come out of them, in short. */

const corpus = process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus')
const documents = join(corpus, 'documents')
const hostile = join(corpus, 'hostile/dev/files')
const isThere = existsSync(documents) && existsSync(hostile)
if (!isThere) console.log(`Skipped: no documents at ${documents}; CARREL_CORPUS says where they are.`)

async function read(folder: string, name: string): Promise<{ id: string; page: Page; cpuSeconds: number }> {
  const path = join(folder, name)
  const { signal } = new AbortController()
  const head = await identify(path, name)
  const format = formatOf(head)
  const { user, system } = process.cpuUsage()
  const document = await format.open({ path, head }, { signal })
  const page = markInvisible((await document.read(1, { signal })).page)
  await document.close()
  const used = process.cpuUsage({ user, system })
  return { id: format.id, page, cpuSeconds: (used.user + used.system) / 1e6 }
}

const textsOf = ({ text, blocks }: Page, kind: string) =>
  blocks.filter((block) => block.kind === kind).map(({ start, end }) => text.slice(start, end))
const visibleText = ({ text, hidden = [] }: Page) =>
  hidden.toReversed().reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text)

async function languageOf(page: Page): Promise<string | undefined> {
  const sample = new LanguageSample(1)
  sample.add(page, 0)
  return sample.language()
}

describe.skipIf(!isThere)('a document nobody here wrote', () => {
  test('an annual report keeps its text, its tables with their sums, and its items as headings', { timeout: 60_000 }, async () => {
    const { id, page, cpuSeconds } = await read(documents, 'example-10k.html')
    expect(id).toBe('html')
    expect(page.text.length).toBeGreaterThan(175_000)
    expect(textsOf(page, 'table').length).toBeGreaterThanOrEqual(44)
    expect(page.text).toContain('|')
    const headings = textsOf(page, 'heading')
    for (const one of [
      'PART I',
      'ITEM 1A. RISK FACTORS',
      'ITEM 8. FINANCIAL STATEMENTS AND SUPPLEMENTARY FINANCIAL INFORMATION',
      'NOTE 7. GOODWILL AND OTHER INTANGIBLE ASSETS',
    ])
      expect(headings).toContain(one)
    expect(await languageOf(page)).toBe('en')
    expect(cpuSeconds).toBeLessThan(8)
    const passages = await Array.fromAsync(chunk([page], { document: 'd', name: 'x.html', place: 'section' }))
    const risk = passages.find(({ text }) => text.includes('Larger competitors may have longer operating histories'))
    expect(risk?.place).toEqual({ kind: 'section', path: expect.arrayContaining(['PART I', 'ITEM 1. BUSINESS']) })
  })

  test('an article of an encyclopaedia comes without its menus, with its headings, table and notes', async () => {
    const { page } = await read(documents, 'wiki_duck.html')
    const headings = textsOf(page, 'heading')
    for (const one of ['Etymology', 'Taxonomy', 'Morphology', 'Distribution and habitat']) expect(headings).toContain(one)
    expect(textsOf(page, 'table')[0]).toContain('| Kingdom: | Animalia |')
    expect(page.text).toContain('A male is called a drake and the female is called a duck, or in ornithology a hen.[3][4]')
    expect(page.text).not.toMatch(/Afrikaans|Jump to content|Main menu/)
  })

  test('a book has all its headings and is cited by chapter', { timeout: 60_000 }, async () => {
    const { id, page, cpuSeconds } = await read(documents, 'winter-sports.epub')
    expect(id).toBe('epub')
    expect(textsOf(page, 'heading')).toHaveLength(33)
    expect(textsOf(page, 'table').length).toBeGreaterThanOrEqual(17)
    expect(page.title).toBe('Winter Sports in Switzerland')
    expect(page.text.length).toBeGreaterThan(330_000)
    expect(await languageOf(page)).toBe('en')
    expect(cpuSeconds).toBeLessThan(5)
    const passages = await Array.fromAsync(chunk([page], { document: 'd', name: 'x.epub', place: 'section' }))
    const silence = passages.find(({ text }) => text.includes('those evidences of life are dumb'))
    expect(silence?.place).toMatchObject({ kind: 'section', path: expect.arrayContaining([expect.stringMatching(/^CHAPTER I\b/)]) })
  })

  test.each([
    ['fake-text-utf-16-be.txt', 'This is a test document'],
    ['fake-text-utf-16-le.txt', 'This is a test document'],
  ])('%s is read in its encoding', async (name, sentence) => expect((await read(documents, name)).page.text).toContain(sentence))
})

describe.skipIf(!isThere)('a text or web page made to do harm', () => {
  const sentence = 'The quarterly figure is 4711 euros.'
  test.each([
    ['active.html', 'html', /CANARY/],
    ['html-named.pdf', 'html', /<html/],
    ['deep-50000-divs.html', 'html', /<div/],
    ['unicode-tags-smuggling.md', 'markdown', /[\u{e0000}-\u{e007f}]|gnp\.exe|\u200b/u],
    ['exfil-markdown.md', 'markdown', /root:/],
    ['brackets-redos.md', 'markdown', /root:/],
    ['null-bytes.txt', 'text', /\0/],
    ['one-line-1mb.txt', 'text', /\0/],
  ])('%s gives its sentence and nothing that is hidden', { timeout: 60_000 }, async (name, format, never) => {
    const { id, page, cpuSeconds } = await read(hostile, name)
    expect(id).toBe(format)
    expect(visibleText(page)).toContain(sentence)
    expect(visibleText(page)).not.toMatch(never)
    expect(cpuSeconds).toBeLessThan(15)
    const passages = await Array.fromAsync(chunk([page], { document: 'd', name, place: 'section' }))
    for (const { text } of passages) expect(text).not.toMatch(never)
  })

  test.each([
    ['tika__testArabicMisleadingCharset.html', 'اللغة العربية هي واحدة من أكثر اللغات'],
    ['tika__testHTML_charset_utf16le.html', 'This is a sample text'],
    ['unstructured__umlauts-non-utf8.md', 'können'],
    ['utf16le-bom.txt', 'Grüße – The quarterly'],
    ['latin1.txt', 'Grüße aus Köln'],
  ])('%s is read in its encoding', async (name, words) => expect((await read(hostile, name)).page.text).toContain(words))

  test('nothing here is taken for what it is not', async () => {
    for (const name of readdirSync(hostile).filter((one) => /\.(txt|md|html|gguf)$/.test(one))) {
      const head = await identify(join(hostile, name), name)
      const id = (() => {
        try {
          return formatOf(head).id
        } catch (error) {
          return (error as { code: string }).code
        }
      })()
      expect([name, id]).toEqual([
        name,
        name.endsWith('.gguf') ? 'FORMAT_UNSUPPORTED' : name.endsWith('.md') ? 'markdown' : name.endsWith('.txt') ? 'text' : 'html',
      ])
    }
  })
})
