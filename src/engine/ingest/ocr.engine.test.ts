import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Raster } from '../format'
import { createRecogniser } from './ocr'
import { Engine, usualLimits } from './ocr/engine'
import { languageDataOf } from './ocr/languageData'
import { drawPage } from './ocr/testing/drawPage'
import { smallPage } from './ocr/testing/samples'
import { texts } from './ocr/testing/texts'
import type { ThreadLine } from './ocr/thread'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

const data = languageDataOf()
const english = { languages: ['eng'], data }
const wordsOf = (lines: readonly ThreadLine[]) => lines.flatMap((line) => line.words.map((word) => word.text)).join(' ')

/** Every thread that was started. */
const started: import('node:worker_threads').Worker[] = []
const start = Engine.prototype['start']
Engine.prototype['start'] = async function (this: Engine) {
  const thread = await start.call(this)
  started.push(thread)
  return thread
}
/** An ended thread has no number. */
const running = () => started.filter((thread) => thread.threadId !== -1).length

let small: Raster
let large: Raster
beforeAll(async () => {
  small = (await smallPage(['Total amount due: 4711'], { width: 260, height: 130 })).raster
  large = (await drawPage({ paragraphs: texts['eng']!.flatMap((text) => [text, text, text]), size: 8 })).raster
})

describe('the recognition thread', () => {
  test('that is silent too long is ended with the reason, and the next picture is read', async () => {
    const before = running()
    const engine = new Engine({ ...usualLimits, silenceMs: 5 })
    await expect(engine.run(large, english)).rejects.toMatchObject({ code: 'READER_TIMEOUT' })
    expect(running()).toBe(before)
    const patient = new Engine()
    expect(wordsOf(await patient.run(small, english))).toContain('Total amount due')
    await patient.stop()
  })

  test('that goes on without an end is ended after the longest time for one picture', async () => {
    const engine = new Engine({ ...usualLimits, totalMs: 400 })
    const started = performance.now()
    await expect(engine.run(large, english)).rejects.toMatchObject({ code: 'READER_TIMEOUT' })
    expect(performance.now() - started).toBeLessThan(5_000)
    await engine.stop()
  })

  test('is replaced after so many pictures, and none is left when it is stopped', async () => {
    const engine = new Engine({ ...usualLimits, pictures: 1 })
    const before = running()
    const first = started.length
    for (let picture = 0; picture < 3; picture++) expect(wordsOf(await engine.run(small, english))).toContain('Total amount due')
    expect([started.length - first, running() - before]).toEqual([3, 1])
    await engine.stop()
    expect(running()).toBe(before)
  })

  test('that ended by itself is replaced', async () => {
    const engine = new Engine()
    await engine.run(small, english)
    await engine['thread']!.terminate()
    expect(wordsOf(await engine.run(small, english))).toContain('Total amount due')
    await engine.stop()
  })
})

test('a page that is cancelled in its middle ends at once, leaves no thread, and those that wait are not begun', async () => {
  const before = running()
  const recogniser = await createRecogniser()
  const controller = new AbortController()
  const reason = new Error('stopped by the user')
  let cancelledAt = 0
  const cancel = (share: number) => {
    if (share < 0.1 || cancelledAt > 0) return
    cancelledAt = performance.now()
    controller.abort(reason)
  }
  const reading = recogniser.recognise(large, { signal: controller.signal, progress: cancel })
  const waiting = recogniser.recognise(large, { signal: controller.signal })
  await expect(reading).rejects.toBe(reason)
  expect(performance.now() - cancelledAt).toBeLessThan(1_000)
  await expect(waiting).rejects.toBe(reason)
  expect(running()).toBe(before)
  await recogniser.close()
})

describe('a picture that is no page', () => {
  test.each<[string, number, number, (at: number) => number]>([
    ['one pixel', 1, 1, () => 0],
    ['a line of pixels', 3_000, 1, (at) => (at % 7 === 0 ? 0 : 255)],
    ['black all over', 900, 900, () => 0],
    ['noise', 900, 900, (at) => Math.imul(at + 1, 2654435761) >>> 24],
    ['a fine chequer', 900, 900, (at) => (((at % 900) + Math.floor(at / 900)) % 2) * 255],
  ])('%s gives no text and no crash', async (_, width, height, pixel) => {
    const recogniser = await createRecogniser()
    const pixels = Uint8Array.from({ length: width * height }, (__, at) => pixel(at))
    const found = await recogniser.recognise({ pixels, width, height, dpi: 200, scale: 0.36 })
    expect(found.text.replace(/\s/g, '').length).toBeLessThan(12)
    await recogniser.close()
  })
})
