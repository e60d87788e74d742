import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { IngestEvent, IngestInput } from '../../contract/worker'
import { type HandmadePage, handmadePdf } from '../formats/pdf/testing/handmadePdf'
import { smallPage } from './ocr/testing/samples'
import { pictureOf } from './ocr/testing/scannedPdf'
import { texts } from './ocr/testing/texts'
import { openPageFile } from './pageFile'
import { ingest } from './pipeline'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let file: Buffer
const said = texts['eng']!.flatMap((text) => text.match(/[^.,]{30,}[.,]/g)!.map((sentence) => sentence.trim())).slice(0, 6)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-beside-'))
  const scans = await Promise.all(said.map(async (text) => pictureOf(await smallPage([text], { height: 160 }))))
  const plain: HandmadePage = { texts: [{ text: 'A page with words of its own, which nobody has to recognise at all.', x: 50, y: 80 }] }
  file = handmadePdf([...scans.slice(0, 3), plain, ...scans.slice(3)])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function inputFor(threads: number): Promise<IngestInput> {
  const own = await mkdtemp(join(folder, 'run-'))
  await writeFile(join(own, 'scan.pdf'), file)
  const sha256 = createHash('sha256').update(file).digest('hex')
  const folders = { pages: join(own, 'pages'), staging: join(own, 'staging') }
  return { document: 'doc', name: 'scan.pdf', file: join(own, 'scan.pdf'), sha256, ...folders, ocr: 'auto', embedder: 'hash', threads }
}

test.each([1, 3])('pages recognised by %i threads come out in their place, each once', async (threads) => {
  const input = await inputFor(threads)
  const events = await Array.fromAsync(ingest(input, { signal: new AbortController().signal }))
  const pages = events.filter((event) => event.type === 'page').map(({ page, state }) => [page, state])
  expect(pages.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((page) => [page, page === 4 ? 'read' : 'recognised']),
  )
  const done = events.at(-1) as Extract<IngestEvent, { type: 'done' }>
  const kept = await openPageFile(join(input.pages, done.pagesKey))
  for (const [at, sentence] of said.entries()) {
    expect((await kept.read(at < 3 ? at + 1 : at + 2)).text.replaceAll('\n', ' ')).toBe(sentence)
  }
  await kept.close()
})

test('stopping while several pages are under way ends soon, and what was finished is not done again', async () => {
  const input = await inputFor(2)
  const controller = new AbortController()
  let stoppedAt = 0
  const reading = (async () => {
    for await (const event of ingest(input, { signal: controller.signal })) {
      if (event.type !== 'page' || event.page !== 2) continue
      stoppedAt = performance.now()
      controller.abort()
    }
  })()
  await expect(reading).rejects.toThrow('aborted')
  expect(performance.now() - stoppedAt).toBeLessThan(2_000)
  const again = await Array.fromAsync(ingest(input, { signal: new AbortController().signal }))
  const resumed = again.filter((event) => event.type === 'page' && event.resumed).map((event) => 'page' in event && event.page)
  expect(resumed.slice(0, 2)).toEqual([1, 2])
  expect((again.at(-1) as Extract<IngestEvent, { type: 'done' }>).coverage).toEqual({ read: 1, recognised: 6, empty: 0, failed: 0 })
})
