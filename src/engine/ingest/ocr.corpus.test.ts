import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { format } from '../formats/pdf'
import { wordsOf } from '../page'
import { createRecogniser, type Recogniser } from './ocr'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

const documents = join(process.env.CARREL_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/corpus'), 'documents')
const present = existsSync(documents)
if (!present) console.log(`skipped: no evaluation corpus at ${documents}; set CARREL_CORPUS to recognise its scans`)

const signal = new AbortController().signal

async function open(name: string) {
  const head = { bytes: new Uint8Array(), name, extension: 'pdf', size: 0, detected: null, encoding: null, entries: null }
  return format.open({ path: join(documents, name), head }, { signal })
}

describe.runIf(present)('real scans', () => {
  let recogniser: Recogniser
  beforeAll(async () => {
    recogniser = await createRecogniser()
  })
  afterAll(() => recogniser.close())

  test.each([
    ['ocr_test.pdf', 1],
    ['ocr_test_rotated_90.pdf', 1],
    ['ocr_test_rotated_180.pdf', 1],
    ['nemotron_multipage.pdf', 2],
    ['nemotron_multipage.pdf', 4],
  ])('%s, page %i: asks for recognition and is recognised, whichever way it lies', async (name, number) => {
    const document = await open(name)
    const { page, needsOcr } = await document.read(number, { signal })
    expect([page.text, needsOcr]).toEqual(['', true])
    const found = await recogniser.recognise(await document.raster!(number, 200), { signal })
    await document.close()
    expect(found.text.replace(/\s+/g, ' ')).toContain(
      'Docling bundles PDF document conversion to JSON and Markdown in an easy self contained package',
    )
    for (const { x, y, width, height } of wordsOf(found)) {
      expect(x >= 0 && y >= 0 && x + width <= page.width && y + height <= page.height).toBe(true)
    }
  })

  test('a page already recognised is not asked for again', async () => {
    const document = await open('pdf-with-ocr-text.pdf')
    const { page, needsOcr } = await document.read(1, { signal })
    await document.close()
    expect([page.text.length > 1000, needsOcr]).toEqual([true, false])
  })

  test('a page whose font hides what it says keeps what can be read and asks for the rest', async () => {
    const document = await open('redp5110_sampled.pdf')
    const { page, needsOcr } = await document.read(3, { signal })
    await document.close()
    expect(page.text).toContain('DB2 for i Center of Excellence')
    expect(needsOcr).toBe(true)
  })
})
