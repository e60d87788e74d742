import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Raster } from '../format'
import { createRecogniser, type Recogniser } from './ocr'
import { onBoard } from './ocr/languageData'
import { type DrawnPage, drawPage } from './ocr/testing/drawPage'
import { characterErrorRate } from './ocr/testing/errorRate'
import * as spoil from './ocr/testing/spoil'
import { texts } from './ocr/testing/texts'

/*
 * Whole pages in every language on board, spoilt in every way the figures promised to users speak of, the language never told.
 * Two minutes of processor time: only with CARREL_LONG=1; ocr.quality and ocr.languages hold the same to smaller pages in every run.
 */

const long = process.env.CARREL_LONG === '1'
if (!long) console.log('skipped: recognition of whole pages in seven languages; CARREL_LONG=1 runs it')

const ways: [name: string, most: number, change: (raster: Raster) => Raster | Promise<Raster>][] = [
  ['at 200 dpi', 0.02, (raster) => raster],
  ['with noise', 0.03, (raster) => spoil.grainy(spoil.dusty(raster, 2), 30)],
  ['five degrees askew', 0.03, (raster) => spoil.askew(raster, 5)],
  ['at 100 dpi', 0.03, (raster) => spoil.atDpi(raster, 100)],
  ['upside down', 0.03, spoil.upsideDown],
]

describe.runIf(long).each(onBoard.map((code, at) => [code, at % 2 ? ('sans' as const) : ('serif' as const)]))(
  'a whole page in %s, %s',
  (code, face) => {
    let recogniser: Recogniser
    let page: DrawnPage
    beforeAll(async () => {
      recogniser = await createRecogniser()
      page = await drawPage({ paragraphs: texts[code]!, face })
    })
    afterAll(() => recogniser.close())

    test.each(ways)('%s', { timeout: 120_000 }, async (name, most, change) => {
      const started = performance.now()
      const found = await recogniser.recognise(await change(page.raster))
      const rate = characterErrorRate(page.text, found.text)
      console.log(`${code} ${name}: ${rate.toFixed(4)} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
      expect(rate).toBeLessThanOrEqual(most)
      expect(found.confidence).toBeGreaterThan(80)
    })
  },
)
