import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { identify } from '../ingest/identify'
import { markInvisible } from '../ingest/markInvisible'
import type { Page } from '../page'
import { formatOf, formats } from './index'

const fixtures = join(import.meta.dirname, 'fixtures')
const signal = new AbortController().signal

/** The blocks of the pages as Markdown: headings with their level, labels of code between ‹ ›, hidden text between ⟦ ⟧, pages apart by a rule. */
function asMarkdown(pages: Page[]): string {
  return `${pages.map(pageAsMarkdown).join('\n\n---\n\n')}\n`
}

function pageAsMarkdown(page: Page): string {
  return page.blocks
    .map((block) => {
      const hidden = (page.hidden ?? []).filter((one) => one.start >= block.start && one.end <= block.end)
      let text = page.text.slice(block.start, block.end)
      for (const { start, end } of hidden.toReversed()) {
        const [from, to] = [start - block.start, end - block.start]
        text = `${text.slice(0, from)}⟦${text.slice(from, to)}⟧${text.slice(to)}`
      }
      if (block.kind === 'code' && block.label) return `‹${block.label}›\n${text}`
      return block.kind === 'heading' && !text.startsWith('#') ? `${'#'.repeat(block.level ?? 1)} ${text}` : text
    })
    .join('\n\n')
}

/** Documents with the text they must give beside them, as `<file>.expected.md`. */
const filesOf = (id: string) => readdirSync(join(fixtures, id)).filter((name) => existsSync(join(fixtures, id, `${name}.expected.md`)))
const read = readdirSync(fixtures).filter((id) => filesOf(id).length > 0)

test('there are documents with expected texts for every text format', () => {
  expect(read).toEqual(expect.arrayContaining(['docx', 'html', 'markdown', 'text']))
})

describe.each(read)('a document read as %s', (id) => {
  const files = filesOf(id)
  test.each(files)('%s gives the expected text', async (name) => {
    const path = join(fixtures, id, name)
    const head = await identify(path, name)
    const format = formatOf(head)
    expect(format.id).toBe(id)
    const document = await format.open({ path, head }, { signal })
    const pages: Page[] = []
    for (let page = 1; page <= document.pages; page++) pages.push(markInvisible((await document.read(page, { signal })).page))
    await document.close()
    expect(asMarkdown(pages)).toBe(readFileSync(`${path}.expected.md`, 'utf8'))
  })
})

test('formats are called like their files and have ids of their own', () => {
  expect(new Set(formats.map((format) => format.id)).size).toBe(formats.length)
  for (const { id } of formats) expect(existsSync(join(import.meta.dirname, `${id}.ts`))).toBe(true)
})
