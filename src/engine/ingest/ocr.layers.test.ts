import { expect, test } from 'vitest'
import type { OpenDocument } from '../format'
import { plainPage } from '../page'
import { isDoubtful, wasMistaken } from './ocr/garbled'
import { saysElse } from './ocr/merge'

const page = (text: string) => plainPage(1, text, [{ kind: 'paragraph', start: 0, end: text.length }])
const seen = (confidence: number) => ({
  ...page('The tenant shall pay the rent on the first working day. Late payment bears interest of four percent.'),
  confidence,
})

test('a layer that says something else than is seen is told from one with mistakes, where recognition is sure', () => {
  const wrong = page('Minutes of the garden club: roses were planted along the wall and watered twice.')
  const flawed = page('The tenant shal1 pay the rent on tke first working day. Late payrnent bears interest of four percent.')
  expect(saysElse(wrong, seen(95))).toBe(true)
  expect(saysElse(flawed, seen(95))).toBe(false)
  expect(saysElse(wrong, seen(60))).toBe(false)
})

test('pages with a layer over a scan are looked at until three of them were right', async () => {
  const document: OpenDocument = { pages: 9, read: () => Promise.reject(new Error('not read')), close: () => Promise.resolve() }
  const reading = { page: page('The tenant pays.'), needsOcr: false, blank: false }
  expect(await isDoubtful(reading, document)).toBe(false)
  for (let right = 0; right < 3; right++) {
    expect(await isDoubtful({ ...reading, layered: true }, document)).toBe(true)
    wasMistaken(document)
  }
  expect(await isDoubtful({ ...reading, layered: true }, document)).toBe(false)
})
