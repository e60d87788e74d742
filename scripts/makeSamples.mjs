import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawn, openBrowser, printed } from './samples/browser.mjs'
import { fixPdfDates } from './samples/fixedDates.mjs'
import { makeLease } from './samples/lease.mjs'
import { photoOf } from './samples/photo.mjs'
import { pdfOfScan, scanOf } from './samples/scan.mjs'

/*
 * Makes the sample documents in resources/samples from their sources in scripts/samples: `npm run samples`.
 * The same sources, browser and libraries give the same bytes; the outputs are committed.
 */

const sources = join(dirname(fileURLToPath(import.meta.url)), 'samples')
const target = join(sources, '../../resources/samples')
const mostBytes = 1_500_000

async function writeAll() {
  await mkdir(target, { recursive: true })
  const browser = await openBrowser()
  try {
    const letter = await drawn(browser, join(sources, 'letter.html'), { width: 794, height: 1_123, scale: 2.0833 })
    const prices = await drawn(browser, join(sources, 'price-list.html'), { width: 1_200, height: 1_600, scale: 1.5 })
    await write('lease-agreement.docx', await makeLease())
    await write('building-report.pdf', fixPdfDates(await printed(browser, join(sources, 'report.html'))))
    await write('letter-opening-date.pdf', pdfOfScan(await scanOf(letter)))
    await write('shelving-price-list.jpg', await photoOf(prices))
  } finally {
    await browser.close()
  }
  await copyFile(join(sources, 'project-notes.md'), join(target, 'project-notes.md'))
}

let total = 0
async function write(name, bytes) {
  await writeFile(join(target, name), bytes)
  total += bytes.length
  process.stdout.write(`${name}  ${Math.ceil(bytes.length / 1024)} KB\n`)
}

async function checkQuestions() {
  const { questions } = JSON.parse(await readFile(join(target, 'questions.json'), 'utf8'))
  if (!Array.isArray(questions) || questions.length < 4) throw new Error('questions.json must hold at least four questions')
}

await writeAll()
await checkQuestions()
total += (await stat(join(target, 'project-notes.md'))).size
if (total > mostBytes) throw new Error(`The samples take ${total} bytes; at most ${mostBytes} may be committed. Lower the JPEG quality.`)
