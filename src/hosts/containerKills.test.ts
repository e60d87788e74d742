import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeZip } from '../engine/formats/zip/testing/makeZip'

/*
 * An import of nothing but containers, killed with SIGKILL at random moments, the whole host or one of its workers: what lies in
 * them must end as if nothing had happened, each document once.
 */

const kills = process.env.CARREL_LONG ? 60 : 2
const seed = Number(process.env.CARREL_SEED ?? Date.now() % 1_000_000)
const cli = join(import.meta.dirname, '../../out/main/cli.js')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-container-kills-'))
  makeContainers(join(folder, 'containers'))
  console.info(`seed ${seed}: ${kills} kills`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it(`containers lose and double nothing after ${kills} kills`, { timeout: 900_000 }, async () => {
  for (const name of ['reference', 'killed']) carrel(name, 'workspace', 'create', 'w')
  carrel('reference', 'add', 'w', join(folder, 'containers'))
  const random = randomNumbers(seed)
  for (let n = 0; n < kills; n++) await killOnce(random)
  carrel('killed', 'add', 'w', join(folder, 'containers'))
  // A document whose reader was killed twice is set aside; trying again reads it.
  const aside = documentsOf('killed').filter((one) => one.status !== 'ready')
  for (const one of aside) expect(one).toMatchObject({ status: 'failed', code: 'READER_CRASHED' })
  if (aside.length > 0) carrel('killed', 'retry', 'w')

  const expected = library('reference')
  expect(expected).toHaveLength(1 + 40 + 1 + 20 + 1 + 6 + 6 * 3)
  expect(expected.every((one) => one.status === 'ready')).toBe(true)
  expect(library('killed')).toEqual(expected)
  expect(json('killed', 'workspace', 'verify', 'w')).toEqual({ ok: true, problems: [] })
  for (const name of ['papers.zip/30.txt', 'inbox.mbox/0007 Message 7.eml', 'post.zip/4.eml/annex.zip/b.txt'])
    expect(json('killed', 'search', 'w', `"${wordOf(name)}"`, '--mode', 'keyword')).toMatchObject({ hits: [{ name }] })
})

/** A word that stands in this document only. */
function wordOf(name: string): string {
  return `marker${Buffer.from(name).toString('hex')}`
}

/** An archive of texts, a mailbox, and an archive of mails with archives. */
function makeContainers(path: string): void {
  mkdirSync(path)
  const text = (name: string) => ({ name: name.split('/').at(-1)!, content: `The word ${wordOf(name)} stands here alone.` })
  writeFileSync(join(path, 'papers.zip'), makeZip(Array.from({ length: 40 }, (_, n) => text(`papers.zip/${n}.txt`))))
  const messages = Array.from({ length: 20 }, (_, n) => {
    const name = `Message ${n + 1}`
    const word = wordOf(`inbox.mbox/${String(n + 1).padStart(4, '0')} ${name}.eml`)
    return `From ann@example.com Mon Jan  1 10:00:00 2024\nFrom: ann@example.com\nSubject: ${name}\n\nThe word ${word} stands here.\n\n`
  })
  writeFileSync(join(path, 'inbox.mbox'), messages.join(''))
  const mails = Array.from({ length: 6 }, (_, n) => {
    const annex = makeZip(['a', 'b'].map((one) => text(`post.zip/${n}.eml/annex.zip/${one}.txt`))).toString('base64')
    const headers = `From: ann@example.com\nSubject: Post ${n}\nContent-Type: application/zip; name=annex.zip\nContent-Transfer-Encoding: base64\n`
    return { name: `${n}.eml`, content: `${headers}\n${annex.replace(/.{76}/g, '$&\n')}\n` }
  })
  writeFileSync(join(path, 'post.zip'), makeZip(mails))
}

async function killOnce(random: () => number): Promise<void> {
  const host = spawn(process.execPath, [cli, 'add', 'w', join(folder, 'containers'), '--data', join(folder, 'killed')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => host.on('exit', () => resolve()))
  await started(host)
  await new Promise((resolve) => setTimeout(resolve, random() * 1_500))
  const workers = childrenOf(host.pid as number)
  const victim = random() < 0.4 ? workers[Math.floor(random() * workers.length)] : undefined
  if (victim) {
    kill(victim)
    await new Promise((resolve) => setTimeout(resolve, random() * 500))
  }
  kill(host.pid as number)
  await ended
}

/** Progress on stderr says that the import has begun. */
function started(host: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    host.stderr?.once('data', () => resolve())
    host.once('exit', () => resolve())
  })
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

function carrel(name: string, ...args: string[]): void {
  execFileSync(process.execPath, [cli, ...args, '--data', join(folder, name)], { stdio: 'ignore', timeout: 300_000 })
}

function json(name: string, ...args: string[]): unknown {
  const { stdout } = spawnSync(process.execPath, [cli, ...args, '--json', '--data', join(folder, name)], {
    encoding: 'utf8',
    timeout: 300_000,
  })
  return JSON.parse(stdout)
}

interface Shown {
  id: string
  name: string
  parent?: string
  status: string
  passages: number
  sha256: string
}

function documentsOf(name: string): Shown[] {
  return (json(name, 'documents', 'w') as { documents: Shown[] }).documents
}

function library(name: string) {
  const all = documentsOf(name)
  const names = new Map(all.map((one) => [one.id, one.name]))
  return all
    .map(({ name: title, parent, status, passages, sha256 }) => ({
      name: title,
      parent: names.get(parent ?? ''),
      status,
      passages,
      sha256,
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
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
