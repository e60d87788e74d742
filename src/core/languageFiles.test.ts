import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { languagesFolder, readLanguageFiles } from './languageFiles'

let data: string
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'carrel-data-'))
  await mkdir(languagesFolder(data))
})
afterEach(() => rm(data, { recursive: true, force: true }))

const packed = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/nld/package.json')), '4.0.0_best_int/nld.traineddata.gz'),
)
const put = (name: string, bytes: Uint8Array | string) => writeFile(join(languagesFolder(data), name), bytes)

test('language data is found by its name, packed or not; other files are left alone', async () => {
  await put('rus.traineddata.gz', packed)
  await put('chi_sim.traineddata', gunzipSync(packed))
  await put('osd.traineddata', gunzipSync(packed))
  await put('notes.txt', 'where they are from')
  const folder = languagesFolder(data)
  expect(await readLanguageFiles(data)).toEqual({
    usable: { chi_sim: join(folder, 'chi_sim.traineddata'), rus: join(folder, 'rus.traineddata.gz') },
    refused: [],
  })
})

test('what is no language data is refused, each file with its reason', async () => {
  const whole = gunzipSync(packed)
  const legacy = Buffer.from(whole)
  legacy.writeBigInt64LE(-1n, 4 + 8 * 17)
  await put('aaa.traineddata', '<html>404 Not Found</html>')
  await put('bbb.traineddata', whole.subarray(0, 20_000))
  await put('ccc.traineddata.gz', Buffer.from(packed).fill(0xff, 12, 80))
  await put('ddd.traineddata', legacy)
  await put('eee.traineddata', '')
  await mkdir(join(languagesFolder(data), 'fff.traineddata'))
  await put('rus.traineddata', whole)
  const { usable, refused } = await readLanguageFiles(data)
  expect(Object.keys(usable)).toEqual(['rus'])
  expect(refused.map(({ name, reason }) => `${name.slice(0, 3)}: ${reason}`)).toEqual([
    'aaa: it is no language data of Tesseract',
    'bbb: it is cut off: fetch it again',
    'ccc: it is damaged or cut off: fetch it again',
    'ddd: it is for the old engine of Tesseract: take the one from tessdata_fast or tessdata_best',
    'eee: it is no language data of Tesseract',
    'fff: it cannot be opened',
  ])
})

test('without the folder there is nothing', async () => {
  await rm(languagesFolder(data), { recursive: true })
  expect(await readLanguageFiles(data)).toEqual({ usable: {}, refused: [] })
})
