import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRecogniser, type Recogniser } from './ocr'
import { Engine } from './ocr/engine'
import { findLanguageData, onBoard } from './ocr/languageData'
import { foreignScript, type Memory, readSheet } from './ocr/readSheet'
import { prepareSheet } from './ocr/sheet'
import { characterErrorRate } from './ocr/testing/errorRate'
import { foreign, smallPage } from './ocr/testing/samples'
import { texts } from './ocr/testing/texts'

let recogniser: Recogniser
beforeAll(async () => {
  recogniser = await createRecogniser()
})
afterAll(() => recogniser.close())

describe('the language of a page nobody told', () => {
  test.each(onBoard)('is found: %s', async (code) => {
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
    const data = await findLanguageData()
    const engine = new Engine(data)
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

  test('is read where a user brought the data for it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carrel-languages-'))
    const board = await findLanguageData()
    await writeFile(join(folder, 'xyz.traineddata'), gunzipSync(await readFile(board.get('nld')!)))
    await writeFile(join(folder, 'deu.traineddata.gz'), await readFile(board.get('deu')!))
    await writeFile(join(folder, 'notes.txt'), 'no data')
    const data = await findLanguageData(folder)
    expect([...data.keys()].sort()).toEqual([...onBoard, 'xyz'].sort())
    expect([data.get('xyz'), data.get('deu')]).toEqual([join(folder, 'xyz.traineddata'), join(folder, 'deu.traineddata.gz')])
    const engine = new Engine(data)
    const lines = await engine.run((await smallPage(texts['nld']!.slice(0, 1))).raster, { languages: ['xyz'] })
    expect(lines.flatMap((line) => line.words.map((word) => word.text)).join(' ')).toContain('verhuurder')
    await engine.stop()
    await rm(folder, { recursive: true, force: true })
    expect((await findLanguageData(folder)).size).toBe(onBoard.length)
  })
})
