import { expect, test } from 'vitest'
import { wordsOf } from '../page'
import { assemblePdf } from './pdf/testing/handmadePdf'
import { openBytes, readBytes } from './pdf/testing/openBytes'

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'

const fileOf = (content: string, ...annotations: string[]) =>
  assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [${annotations.join(' ')}] >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font,
  ])

async function read(content: string, ...annotations: string[]) {
  return (await readBytes(fileOf(content, ...annotations)))[0]!
}

const label = 'BT /F1 11 Tf 50 612 Td (Name of the tenant) Tj ET'
const field = (value: string, more = '') =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (${value}) /Rect [200 600 500 624] ${more} >>`

test('what was filled into a form is read where it stands', async () => {
  const { page, needsOcr } = await read(label, field('Ada Lovelace'))
  expect(page.text).toBe('Name of the tenant Ada Lovelace')
  expect(needsOcr).toBe(false)
  const word = wordsOf(page).find(({ start, end }) => page.text.slice(start, end) === 'Ada')!
  expect([Math.round(word.x), word.y > 176 && word.y + word.height < 200]).toEqual([200, true])
})

test('a note typed onto a page is read, line by line', async () => {
  const { page } = await read('', '<< /Type /Annot /Subtype /FreeText /Contents (The lease says\\n4711 euros) /Rect [50 700 300 740] >>')
  expect(page.text).toBe('The lease says\n4711 euros')
})

test('hidden fields, empty ones, buttons without a value and links say nothing', async () => {
  const link = '<< /Type /Annot /Subtype /Link /Contents (a link) /Rect [50 300 100 320] >>'
  const { page } = await read(label, field('unseen', '/F 2'), field('not shown', '/F 32'), field(''), link)
  expect(page.text).toBe('Name of the tenant')
})

test('a value that the page itself says in its place is not said twice', async () => {
  const { page } = await read(`${label} BT /F1 11 Tf 210 608 Td (Ada Lovelace) Tj ET`, field('Ada Lovelace'))
  expect(page.text.match(/Lovelace/g)).toHaveLength(1)
})

test('twenty thousand notes on a page keep neither its text nor its picture waiting', async () => {
  const note = '<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (hello) >>'
  const document = await openBytes(fileOf(label, ...Array.from({ length: 20_000 }, () => note)))
  const started = performance.now()
  const { page } = await document.read(1, { signal: new AbortController().signal })
  await document.raster!(1, 100)
  await document.close()
  expect(page.text).toBe('Name of the tenant\n\n[Comment: hello]')
  expect(performance.now() - started).toBeLessThan(6_000)
}, 30_000)
