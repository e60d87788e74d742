/*
 * What reading costs, format by format: pages and kilobytes a second, processor time, and peak memory of a process that reads nothing else.
 *   node bench/formats.mjs [--corpus DIR] [file…]
 * Without files: one of each format of the evaluation corpus, and sheets, a web page and a message of very many rows made here. Reading is the whole way of a
 * worker: identify, extract, recognise, chunk, embed. `bench/reading.mjs` compares PDF and recognition with native tools.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
const outDir = join(root, 'out/bench-formats')

if (process.argv[2] === '--one') await readOne(process.argv[3])
else await readAll()

async function readAll() {
  const { values, positionals } = parseArgs({ options: { corpus: { type: 'string' } }, allowPositionals: true })
  const corpus = values.corpus ?? process.env.CARREL_CORPUS ?? resolve(root, '../shared/corpus')
  const scratch = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: true, outDir, emptyOutDir: true, rolldownOptions: { input: { pipeline: join(root, 'src/engine/ingest/pipeline.ts') } } },
  })
  const names = [
    'freeculture.pdf',
    'DA-619p.pdf',
    'multi-column.pdf',
    'ocr_test.pdf',
    'handbook-872p.docx',
    'powerpoint_sample.pptx',
    'odf_presentation_02.odp',
    'eng_spa_mult.rtf',
    'xlsx_04_inflated.xlsx',
    'winter-sports.epub',
    'example-10k.html',
    'wiki_duck.html',
    'family-day.eml',
    'fake-email-attachment.msg',
  ]
  const files = positionals.length > 0 ? positionals : [...names.map((name) => join(corpus, 'documents', name)), ...madeHere(scratch)]
  console.log(['file', 'end', 'pages', 'KB', 'CPU s', 'wall s', 'pages/s', 'KB/s', 'peak MB'].join('\t'))
  for (const file of files) {
    if (!existsSync(file)) console.log(`${basename(file)}\tskipped: it is not there`)
    else process.stdout.write(execFileSync(process.execPath, [import.meta.filename, '--one', file], { encoding: 'utf8' }))
  }
  rmSync(scratch, { recursive: true, force: true })
}

function madeHere(scratch) {
  const rows = Array.from({ length: 100_000 }, (_, i) => [
    `Part ${i}`,
    `Supplier ${i % 97}`,
    (i * 7.31).toFixed(2),
    `2026-0${(i % 9) + 1}-15`,
  ])
  const csv = join(scratch, 'rows-100000.csv')
  writeFileSync(csv, [['Item', 'Supplier', 'Price', 'Date'], ...rows].map((row) => row.join(',')).join('\n'))
  const jsonl = join(scratch, 'rows-100000.jsonl')
  writeFileSync(jsonl, rows.map(([item, supplier, price, date]) => JSON.stringify({ item, supplier, price, date })).join('\n'))
  const text = join(scratch, 'lines-100000.txt')
  writeFileSync(text, rows.map((row) => `${row.join(' is bought from ')}.`).join('\n'))
  const html = join(scratch, 'elements-800000.html')
  writeFileSync(html, `<table>${rows.map((row) => `<tr><td><b>${row.join('</b><td>')}`).join('')}</table>`)
  const mail = join(scratch, 'lines-1000000.eml')
  writeFileSync(mail, `From: ann@example.com\nSubject: Log\n\n${'One line of a log.\n'.repeat(1_000_000)}`)
  return [csv, jsonl, text, html, mail]
}

async function readOne(file) {
  const { ingest } = await import(pathToFileURL(join(outDir, 'pipeline.js')).href)
  const folder = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
  const kilobytes = statSync(file).size / 1024
  const folders = { pages: join(folder, 'pages'), staging: join(folder, 'staging'), sources: join(folder, 'sources') }
  const input = { document: 'd', name: basename(file), file, sha256: 'a'.repeat(64), ...folders, ocr: 'auto', embedder: 'hash' }
  const wall = performance.now()
  const before = process.cpuUsage()
  let pages = 0
  let end = 'ended without a result'
  try {
    for await (const event of ingest(input, { signal: new AbortController().signal })) {
      if (event.type === 'done') [pages, end] = [event.pages, `${event.passages} passages`]
    }
  } catch (error) {
    end = error.code ?? error.message
  }
  const { user, system } = process.cpuUsage(before)
  const cpu = (user + system) / 1e6
  const seconds = (performance.now() - wall) / 1e3
  const peak = process.resourceUsage().maxRSS / 1024
  const figures = [
    pages,
    kilobytes.toFixed(0),
    cpu.toFixed(2),
    seconds.toFixed(2),
    (pages / seconds).toFixed(1),
    (kilobytes / seconds).toFixed(0),
  ]
  process.stdout.write(`${[basename(file), end, ...figures, peak.toFixed(0)].join('\t')}\n`)
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}
