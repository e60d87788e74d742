/*
 * How much processor time reading takes next to native tools: extraction against pdftotext, recognition against tesseract.
 * Run by hand: node bench/reading.mjs [--corpus DIR] [--runs N]. Needs pdftotext and tesseract and the evaluation corpus.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { corpus: { type: 'string' }, runs: { type: 'string', default: '3' } } })
const documents = join(values.corpus ?? process.env.CARREL_CORPUS ?? resolve(root, '../shared/corpus'), 'documents')
const runs = Number(values.runs)
const extractionAim = 3
const recognitionAim = 1.6
const dpi = 200

const scratch = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
const signal = new AbortController().signal
try {
  const { format, createRecogniser } = await bundle()
  await extraction(format)
  await recognition(format, createRecogniser)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** The engine's own sources, built as the product builds them. */
async function bundle() {
  const outDir = join(root, 'out/bench')
  const input = { pdf: join(root, 'src/engine/formats/pdf.ts'), ocr: join(root, 'src/engine/ingest/ocr.ts') }
  await build({ root, configFile: false, logLevel: 'error', build: { ssr: true, outDir, emptyOutDir: true, rolldownOptions: { input } } })
  const load = (name) => import(pathToFileURL(join(outDir, `${name}.js`)).href)
  const [{ format }, { createRecogniser }] = await Promise.all([load('pdf'), load('ocr')])
  return { format, createRecogniser }
}

async function extraction(format) {
  console.log(`Extraction, CPU seconds of the whole document (aim: at most ${extractionAim} times pdftotext, least of ${runs} runs)`)
  for (const name of ['freeculture.pdf', 'DA-619p.pdf']) {
    const path = join(documents, name)
    let pages = 0
    const seconds = await repeated(async () => {
      const document = await openPdf(format, path)
      pages = document.pages
      for (let page = 1; page <= pages; page++) await document.read(page, { signal })
      await document.close()
    })
    const theirs = Math.min(
      ...Array.from({ length: runs }, () => nativeSeconds('pdftotext', ['-cropbox', path, join(scratch, 'text.txt')])),
    )
    report(`${name} (${pages} pages), first time`, seconds[0], theirs, extractionAim)
    report(`${name} (${pages} pages), warm`, Math.min(...seconds), theirs, extractionAim)
  }
}

async function recognition(format, createRecogniser) {
  console.log(
    `\nRecognition, CPU seconds a page at ${dpi} dpi, drawing left out (aim: at most ${recognitionAim} times tesseract, same data, one thread)`,
  )
  const recogniser = await createRecogniser()
  // Of one document: its first page is looked at before it is read, to see what language it is in.
  const ofOne = { signal, document: {} }
  const data = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')
  writeFileSync(join(scratch, 'eng.traineddata'), gunzipSync(readFileSync(join(dirname(data), '4.0.0_best_int/eng.traineddata.gz'))))
  const totals = { ours: 0, theirs: 0 }
  const pages = [
    ['freeculture.pdf', 20],
    ['freeculture.pdf', 100],
    ['multi-column.pdf', 2],
    ['multi-column.pdf', 4],
    ['DA-619p.pdf', 51],
  ]
  for (const [index, [name, page]] of pages.entries()) {
    const document = await openPdf(format, join(documents, name))
    const raster = await document.raster(page, dpi)
    await document.close()
    // The first page pays for starting the thread and compiling its code; it is read twice.
    if (index === 0) console.log(`  start and first page: ${(await cpuSeconds(() => recogniser.recognise(raster, ofOne))).toFixed(2)} s`)
    const ours = await cpuSeconds(() => recogniser.recognise(raster, ofOne))
    const picture = join(scratch, 'page.pgm')
    writeFileSync(picture, Buffer.concat([Buffer.from(`P5\n${raster.width} ${raster.height}\n255\n`), raster.pixels]))
    const args = [picture, join(scratch, 'page'), '--tessdata-dir', scratch, '--psm', '3', '--dpi', String(dpi)]
    const theirs = nativeSeconds('tesseract', args)
    totals.ours += ours
    totals.theirs += theirs
    report(`${name} page ${page}`, ours, theirs, recognitionAim)
  }
  report('mean page', totals.ours / pages.length, totals.theirs / pages.length, recognitionAim)
  await recogniser.close()
}

function openPdf(format, path) {
  const head = { bytes: new Uint8Array(), name: path, extension: 'pdf', size: 0, detected: null, encoding: null, entries: null }
  return format.open({ path, head }, { signal })
}

async function repeated(work) {
  const seconds = []
  for (let run = 0; run < runs; run++) seconds.push(await cpuSeconds(work))
  return seconds
}

async function cpuSeconds(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** CPU seconds of a native tool, its start included, as bash counts them. */
function nativeSeconds(command, args) {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" >/dev/null 2>&1'
  const output = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  })
  return output
    .trim()
    .split(/\s+/)
    .slice(-2)
    .map(Number)
    .reduce((sum, value) => sum + value, 0)
}

function report(name, ours, theirs, aim) {
  const ratio = ours / theirs
  const verdict = ratio <= aim ? '' : `  above the aim of ${aim}`
  console.log(
    `  ${name.padEnd(42)} ${ours.toFixed(2).padStart(7)} s  native ${theirs.toFixed(2).padStart(6)} s  ${ratio.toFixed(2).padStart(5)} times${verdict}`,
  )
}
