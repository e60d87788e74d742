import { expect, test } from 'vitest'
import { readMutants } from './docx/testing/mutants'
import { readFile } from './docx/testing/officeFile'
import { format } from './odp'
import { flatFile, odfFile } from './opendocument/testing/handmadeOdf'
import { seed } from './testing/seed'

const name = 'a.odp'
const kind = 'presentation'

const p = (text: string) => `<text:p>${text}</text:p>`
const frame = (content: string, attributes = '') => `<draw:frame ${attributes}><draw:text-box>${content}</draw:text-box></draw:frame>`
const at = (x: number, y: number) => `svg:x="${x}cm" svg:y="${y}cm" svg:width="8cm" svg:height="2cm"`
const slide = (content: string, attributes = '') => `<draw:page ${attributes}>${content}</draw:page>`
const title = (text: string) => frame(p(text), 'presentation:class="title"')

async function slides(body: string, styles = '') {
  return (await readFile(format, odfFile({ body, kind, styles }), { name })).pages
}

test('a page is a slide, with its title, its lists, its notes and its comments', async () => {
  const list = `<text:list>${['One', 'Two'].map((text) => `<text:list-item>${p(text)}</text:list-item>`).join('')}</text:list>`
  const notes = `<presentation:notes>${frame(p('Slowly.'), 'presentation:class="notes"')}${frame(p('7'), 'presentation:class="page-number"')}</presentation:notes>`
  const comment = '<office:annotation><dc:creator>Ann</dc:creator><text:p>Why?</text:p></office:annotation>'
  const pages = await slides(slide(frame(list) + title('First') + notes + comment) + slide(title('Second')))
  expect(pages.map((page) => [page.page, page.title, page.text])).toEqual([
    [1, 'First', 'First\n\n- One\n- Two\n\nNotes\n\nSlowly.\n\nComments\n\n[Comment, Ann: Why?]'],
    [2, 'Second', 'Second'],
  ])
})

test('shapes are read from place to place, groups as one', async () => {
  const group = `<draw:g><draw:custom-shape ${at(1, 5)}>${p('B')}</draw:custom-shape><draw:rect ${at(12, 5)}>${p('C')}</draw:rect></draw:g>`
  const [page] = await slides(slide(title('T') + frame(p('D'), at(1, 12)) + group + frame(p('A and more'), at(1, 2))))
  expect(page!.text).toBe('T\n\nA and more\n\nB\n\nC\n\nD')
})

test('a slide without a title is called by its first short line, else by its number; a hidden one says so', async () => {
  const hidden =
    '<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
  const pages = await slides(
    slide(frame(p('Outlook')) + frame(p('Better.'))) + slide(frame(p('One.') + p('Two.')), 'draw:style-name="h"'),
    hidden,
  )
  expect(pages.map((page) => page.text)).toEqual(['Outlook\n\nBetter.', 'Slide 2\n\n[Hidden slide]\n\nOne.\n\nTwo.'])
  expect(pages[1]!.hidden).toEqual([{ start: 0, end: pages[1]!.text.length, reason: 'hidden slide' }])
})

test('a presentation in a single file is read like a package', async () => {
  const { pages } = await readFile(format, flatFile({ body: slide(title('Flat')), kind }), { name: 'a.fodp' })
  expect(pages[0]!.text).toBe('Flat')
})

test('damage of any kind gives text or an error of the list', { timeout: 60_000 }, async () => {
  const count = await readMutants(format, odfFile({ body: slide(title('T') + frame(p('x'), at(1, 1))), kind }), { name, seed, ms: 2_000 })
  console.log(`odp: ${count} damaged copies read, seed ${seed}`)
  expect(count).toBeGreaterThan(5)
})
