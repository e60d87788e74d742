/*
 * How fast documents become searchable, end to end, and what memory each process takes.
 *   npm run build && node bench/importing.mjs [file…]
 * Without files: freeculture.pdf and DA-619p.pdf of the evaluation corpus. Figures are wall-clock seconds on an otherwise idle
 * machine; compare figures of one run only.
 */
import { spawn, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const cli = join(root, 'out', 'main', 'cli.js')
const corpus = process.env.CARREL_CORPUS ?? join(root, '..', 'shared', 'corpus')
const files =
  process.argv.length > 2 ? process.argv.slice(2) : ['freeculture.pdf', 'DA-619p.pdf'].map((name) => join(corpus, 'documents', name))
const sampleEveryMs = 25
const megabyte = 2 ** 20

for (const file of files) {
  if (!existsSync(file)) console.log(`skipped: ${file} is not there`)
  else await measure(file)
}

async function measure(file) {
  const data = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
  try {
    execFileSync(process.execPath, [cli, 'workspace', 'create', 'w', '--data', data])
    const started = performance.now()
    const child = spawn(process.execPath, [cli, 'add', 'w', file, '--json', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] })
    let printed = ''
    child.stdout.on('data', (piece) => (printed += piece))
    const peaks = new Map()
    const timer = setInterval(() => sample(child.pid, peaks), sampleEveryMs)
    await new Promise((resolve) => child.on('exit', resolve))
    clearInterval(timer)
    const seconds = (performance.now() - started) / 1000
    const { added, elapsedMs } = JSON.parse(printed)
    const [one] = added
    console.log(`${basename(file)}: ${one.status}, ${one.pages} pages, ${one.passages} passages`)
    console.log(
      `  whole command ${seconds.toFixed(2)} s, import ${(elapsedMs / 1000).toFixed(2)} s = ${(one.pages / (elapsedMs / 1000)).toFixed(1)} pages/s`,
    )
    for (const [name, bytes] of peaks) console.log(`  peak memory of ${name}: ${Math.round(bytes / megabyte)} MB`)
    await atRest(data)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

async function atRest(data) {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  execFileSync(process.execPath, [cli, 'search', 'w', 'the', '--data', data])
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const rest = new Map()
  sample(child.pid, rest)
  for (const [name, bytes] of rest) console.log(`  memory at rest of ${name}: ${Math.round(bytes / megabyte)} MB`)
  child.kill('SIGINT')
  await new Promise((resolve) => child.on('exit', resolve))
}

function sample(host, peaks) {
  note(peaks, 'host', host)
  for (const pid of childrenOf(host)) note(peaks, kindOf(pid), pid)
}

function note(peaks, name, pid) {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
    if (pages > 0) peaks.set(name, Math.max(peaks.get(name) ?? 0, pages * 4096))
  } catch {
    // The process has ended between the listing and the look.
  }
}

function kindOf(pid) {
  try {
    return `${readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').filter(Boolean).at(-1)} worker`
  } catch {
    return 'ended'
  }
}

function childrenOf(parent) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return new RegExp(`\\) . ${parent} `).test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
      } catch {
        return false
      }
    })
}
