import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRecogniser, type Recogniser } from './ocr'
import { Engine, usualLimits } from './ocr/engine'
import { languageDataOf, onBoard } from './ocr/languageData'
import { foreignScript, type Memory, readSheet } from './ocr/readSheet'
import { prepareSheet } from './ocr/sheet'
import { characterErrorRate } from './ocr/testing/errorRate'
import { foreign, smallPage } from './ocr/testing/samples'
import { texts } from './ocr/testing/texts'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

let recogniser: Recogniser
beforeAll(async () => {
  recogniser = await createRecogniser()
})
afterAll(() => recogniser.close())

/** Each takes seconds; all of them are in the long run. */
const tried = process.env.CARREL_LONG ? onBoard : onBoard.filter((code) => ['eng', 'deu', 'por'].includes(code))

describe('the language of a page nobody told', () => {
  test.each(tried)('is found: %s', async (code) => {
    const { raster, text } = await smallPage(texts[code]!.slice(0, 2), { face: code.length % 2 ? 'serif' : 'sans' })
    const found = await recogniser.recognise(raster)
    expect(characterErrorRate(text, found.text)).toBeLessThan(0.01)
    expect(found.confidence).toBeGreaterThan(88)
  })

  test('may be two: paragraphs in English and in German', async () => {
    const { raster, text } = await smallPage([texts['eng']![1]!, texts['deu']![1]!, texts['eng']![2]!])
    const found = await recogniser.recognise(raster)
    expect(characterErrorRate(text, found.text)).toBeLessThan(0.01)
    expect(found.text).toContain('Schlüssel')
  })

  test('is told from one line too short for its words to tell', async () => {
    const { raster, text } = await smallPage(['Überweisung fällig, größere Beträge zuerst'], { height: 130 })
    expect((await recogniser.recognise(raster)).text).toBe(text)
  })
})

describe('the pages of a document', () => {
  test('begin with the language and the turn of the page before, and change with the text', async () => {
    const data = languageDataOf()
    const engine = new Engine()
    const used: string[] = []
    const read = engine.run.bind(engine)
    engine.run = (picture, options) => {
      used.push(options.languages.join('+'))
      return read(picture, options)
    }
    const memory: Memory = {}
    const turn = async (code: string) => {
      used.length = 0
      const sheet = await prepareSheet((await smallPage(texts[code]!.slice(0, 2))).raster)
      await readSheet({ sheet, engine, data, memory })
      return [...used]
    }
    expect(await turn('fra')).toEqual(['eng', 'fra'])
    expect(await turn('fra')).toEqual(['fra'])
    expect(await turn('deu')).toEqual(['fra', 'deu'])
    expect(memory.languages).toEqual(['deu'])
    await engine.stop()
  })
})

describe('a script there is no data for', () => {
  test.each(['russian', 'greek'] as const)('%s is told so instead of coming out as Latin letters', async (language) => {
    const document = {}
    const { raster } = await smallPage(foreign[language], { face: 'sans' })
    const reading = () => recogniser.recognise(raster, { document })
    await expect(reading()).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT', message: foreignScript })
    await expect(reading()).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT' })
    const english = await smallPage(texts['eng']!.slice(0, 1))
    expect((await recogniser.recognise(english.raster, { document })).text).toContain('tenant')
    const short = await smallPage(['Annex B'], { height: 120 })
    expect((await recogniser.recognise(short.raster, { document })).text).toBe('Annex B')
  })
})

describe('language data a user brought', () => {
  let folder: string
  let good: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-languages-'))
    good = gunzipSync(await readFile(languageDataOf().get('nld')!))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function file(name: string, bytes: Uint8Array): Promise<string> {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }

  test('is used, packed or not, and goes before what is on board', async () => {
    const languages = { xyz: await file('xyz.traineddata', good), deu: await file('deu.traineddata.gz', gzipSync(good)) }
    const data = languageDataOf(languages)
    expect([...data.keys()].sort()).toEqual([...onBoard, 'xyz'].sort())
    const engine = new Engine()
    const { raster } = await smallPage(texts['nld']!.slice(0, 1))
    for (const code of ['xyz', 'deu']) {
      const lines = await engine.run(raster, { languages: [code], data })
      expect(lines.flatMap((line) => line.words.map((word) => word.text)).join(' ')).toContain('verhuurder')
    }
    expect(engine.setAside.size).toBe(0)
    await engine.stop()
  })

  test.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['of noise', (bytes) => bytes.map((_, at) => Math.imul(at + 1, 2654435761) >>> 24)],
    ['cut off', (bytes) => bytes.subarray(0, bytes.length / 3)],
    ['with parts that lie nowhere', (bytes) => bytes.map((byte, at) => (at >= 4 && at < 190 ? 0x7f : byte))],
    ['that inflates without end', () => gzipSync(Buffer.alloc(300 * 2 ** 20), { level: 1 })],
  ])('%s is set aside, and the page is read with what is on board', async (name, spoil) => {
    const path = await file(`${name}.traineddata`, spoil(good))
    const engine = new Engine({ ...usualLimits, silenceMs: 8_000 })
    const { raster } = await smallPage(texts['nld']!.slice(0, 1))
    const lines = await engine.run(raster, { languages: ['nld'], data: languageDataOf({ nld: path }) })
    expect(lines.flatMap((line) => line.words.map((word) => word.text)).join(' ')).toContain('verhuurder')
    expect([...engine.setAside]).toEqual([path])
    await engine.stop()
  })

  test('that reads nonsense does not win over what is on board', async () => {
    const damaged = Buffer.from(good).fill(0xff, 2_000, 6_000)
    const languages = { nld: await file('nonsense.traineddata', damaged) }
    const { raster, text } = await smallPage(texts['nld']!.slice(0, 2))
    const found = await recogniser.recognise(raster, { languages })
    expect(characterErrorRate(text, found.text)).toBeLessThan(0.02)
  })
})
