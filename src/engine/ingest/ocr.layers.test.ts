import { expect, test } from 'vitest'
import type { OpenDocument } from '../format'
import { plainPage } from '../page'
import { isDoubtful, isWorse, wasMistaken } from './ocr/garbled'
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

test('a torn layer of an earlier recognition gives way to one that reads better', () => {
  const torn = page(
    'TO: MESSRS, A££OTT «POAH «3E*»CM. Eeairing to k^ep you posted s*r;tiiR the con•tracts of the H^uid sugar, you Kill be interested.',
  )
  const better = page(
    'TO: MESSRS, ABBOTT, BOSTOCK. Desiring to keep you posted on the contracts of the liquid sugar, you will be interested.',
  )
  expect(isWorse(torn, { ...better, confidence: 78 })).toBe(true)
  expect(isWorse(torn, { ...better, confidence: 50 })).toBe(false)
  expect(isWorse(better, { ...better, confidence: 78 })).toBe(false)
  expect(isWorse(torn, { ...page('TO: MESSRS'), confidence: 90 })).toBe(false)
  const code = page('The e-mail of A&B is a.b@c.de, see R2D2 and the iPhone, and/or the x-axis; “quoted” (in brackets) at 5°C.')
  expect(isWorse(code, { ...code, confidence: 90 })).toBe(false)
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
