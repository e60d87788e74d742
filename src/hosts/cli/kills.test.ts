import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/*
 * The promise of trust.md: pulling the plug at any moment loses at most the step in progress. A real import of 100 documents is
 * killed with SIGKILL again and again, the whole host or one of its workers, and must end as if nothing had happened.
 */

const kills = process.env.CARREL_LONG ? 60 : 3
const seed = Number(process.env.CARREL_SEED ?? Date.now() % 1_000_000)
const documents = 100
const cli = join(import.meta.dirname, '../../../out/main/cli.js')

let folder = ''
const data = (name: string) => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-kills-'))
  makeDocuments(join(folder, 'documents'))
  console.info(`seed ${seed}: ${kills} kills`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an import that is killed at random moments', () => {
  it(`loses nothing, doubles nothing and leaves nothing unfinished after ${kills} kills`, { timeout: 900_000 }, async () => {
    carrel('reference', 'workspace', 'create', 'w')
    carrel('reference', 'add', 'w', join(folder, 'documents'))
    const random = randomNumbers(seed)
    carrel('killed', 'workspace', 'create', 'w')
    for (let n = 0; n < kills; n++) await killOnce(random)
    carrel('killed', 'add', 'w', join(folder, 'documents'))
    setAsideIsNotLost()

    const expected = library('reference')
    const found = library('killed')
    expect(found.map((one) => one.name)).toEqual(expected.map((one) => one.name))
    expect(found).toEqual(expected)
    expect(found.every((one) => one.status === 'ready')).toBe(true)
    expect(json('killed', 'workspace', 'verify', 'w')).toEqual({ ok: true, problems: [] })
    for (let n = 0; n < documents; n += 13) {
      const { hits } = json('killed', 'search', 'w', `"marker${n}of100"`) as { hits: { name: string }[] }
      expect(new Set(hits.map((hit) => hit.name))).toEqual(new Set([expected.find((one) => one.name.startsWith(`${n}.`))?.name]))
    }
  })
})

/** A document whose reader was killed twice is set aside with its reason; trying again reads it. */
function setAsideIsNotLost(): void {
  const aside = (json('killed', 'documents', 'w') as { documents: { status: string; code?: string }[] }).documents.filter(
    (one) => one.status === 'failed',
  )
  for (const one of aside) expect(one.code).toBe('READER_CRASHED')
  if (aside.length > 0) carrel('killed', 'retry', 'w')
}

async function killOnce(random: () => number): Promise<void> {
  const host = spawn(process.execPath, [cli, 'add', 'w', join(folder, 'documents'), '--data', data('killed')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => host.on('exit', () => resolve()))
  await started(host)
  await new Promise((resolve) => setTimeout(resolve, random() * 1_500))
  const workers = childrenOf(host.pid as number)
  const victim = random() < 0.3 ? workers[Math.floor(random() * workers.length)] : undefined
  if (victim) {
    kill(victim)
    await new Promise((resolve) => setTimeout(resolve, random() * 500))
  }
  kill(host.pid as number)
  await ended
  await gone(workers)
}

/** Progress on stderr says that the import has begun. */
function started(host: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    host.stderr?.once('data', () => resolve())
    host.once('exit', () => resolve())
  })
}

/** Workers must end by themselves when their host is gone. */
async function gone(pids: number[]): Promise<void> {
  // A worker that is still loading its libraries hears of it when it is done, which on a busy machine takes a while.
  const until = Date.now() + 60_000
  while (pids.some(alive)) {
    if (Date.now() > until) throw new Error(`workers ${pids.filter(alive).join(', ')} outlived their host`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself a moment before.
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return new RegExp(`\\) . ${parent} `).test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
      } catch {
        return false
      }
    })
}

function carrel(name: string, ...args: string[]): string {
  return execFileSync(process.execPath, [cli, ...args, '--data', data(name)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  })
}

function json(name: string, ...args: string[]): unknown {
  const { stdout } = spawnSync(process.execPath, [cli, ...args, '--json', '--data', data(name)], { encoding: 'utf8', timeout: 300_000 })
  return JSON.parse(stdout)
}

function library(name: string) {
  const { documents: all } = json(name, 'documents', 'w') as {
    documents: { name: string; status: string; pages: number; passages: number; sha256: string }[]
  }
  return all
    .map(({ name: title, status, pages, passages, sha256 }) => ({ name: title, status, pages, passages, sha256 }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

function makeDocuments(path: string): void {
  mkdirSync(path)
  for (let n = 0; n < documents; n++) {
    const sentences = Array.from(
      { length: 60 },
      (_, line) => `Sentence ${line} of document ${n} speaks of matter ${(n * 31 + line * 7) % 97}.`,
    )
    const text = `The word marker${n}of100 stands here alone.\n\n${sentences.join(' ')}`
    if (n % 10 === 0) {
      const trial = { pages: 12, msPerPage: 15, text: `Page # of marker${n}of100, read slowly.` }
      writeFileSync(join(path, `${n}.carrel-trial`), JSON.stringify({ carrelTrial: trial }))
    } else if (n % 3 === 0)
      writeFileSync(join(path, `${n}.html`), `<html><body><h1>Document ${n}</h1><p>${text.replaceAll('\n\n', '</p><p>')}</p></body></html>`)
    else if (n % 3 === 1) writeFileSync(join(path, `${n}.md`), `# Document ${n}\n\n${text}\n`)
    else writeFileSync(join(path, `${n}.txt`), text)
  }
}

/** mulberry32: small, seeded, good enough to choose moments. */
function randomNumbers(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
