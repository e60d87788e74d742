import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/* Twenty whole programs that start at once on one data folder: one holds it, the others are its clients or say so politely. */

const program = resolve(import.meta.dirname, '../../../out/main/cli.js')
const starts = 20
let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-twenty-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  code: number | null
  json: { running?: boolean; url?: string; workspaces?: { name: string }[]; error?: { code: string } }
}

/** Starts a command; gives what it says first, and its exit code where it ends. */
function start(...args: string[]): { first: Promise<Ended['json']>; ended: Promise<number | null>; child: ChildProcess } {
  const child = spawn(process.execPath, [program, ...args, '--data', join(folder, 'data'), '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(child)
  let out = ''
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const first = new Promise<Ended['json']>((done, failed) => {
    child.stdout!.on('data', (piece: Buffer) => {
      out += String(piece)
      try {
        done(JSON.parse(out) as Ended['json'])
      } catch {
        // Not all of it is here yet.
      }
    })
    void ended.then((code) => failed(new Error(`ended with ${code} and said ${out || 'nothing'}`)))
  })
  first.catch(() => {})
  return { first, ended, child }
}

describe('twenty programs at once', { timeout: 240_000 }, () => {
  it('that serve: exactly one does, and each other one says where, and ends', async () => {
    const all = Array.from({ length: starts }, () => start('serve', '--port', '0'))
    const said = await Promise.all(all.map((one) => one.first))
    const own = said.filter((one) => one.running === false)
    expect(own).toHaveLength(1)
    // On a machine so busy that the one takes long to get ready, another may give up waiting for it, and says so.
    const others = said.filter((one) => one.running !== false)
    const answers = others.map((one) => one.url ?? one.error?.code)
    expect(answers.filter((one) => one !== own[0]!.url && one !== 'DATA_LOCKED')).toEqual([])
    const codes = await Promise.all(all.filter((_, n) => said[n] !== own[0]).map((one) => one.ended))
    expect(codes).toEqual(others.map((one) => (one.running ? 0 : 3)))
    // One that is killed is taken over from at once.
    const winner = all[said.findIndex((one) => one.running === false)]!
    winner.child.kill('SIGKILL')
    await winner.ended
    expect((await start('serve', '--port', '0').first).running).toBe(false)
  })

  it('that make a workspace each: each makes it once, or says that another holds the folder', async () => {
    const names = Array.from({ length: starts }, (_, n) => `w${n}`)
    const all = names.map((name) => start('workspace', 'create', name))
    const codes = await Promise.all(all.map((one) => one.ended))
    const refused = await Promise.all(all.filter((_, n) => codes[n] !== 0).map((one) => one.first))
    expect(refused.map((one) => one.error?.code)).toEqual(refused.map(() => 'DATA_LOCKED'))
    const { workspaces } = await start('workspace', 'list').first
    expect(workspaces?.map((one) => one.name).sort()).toEqual(names.filter((_, n) => codes[n] === 0).sort())
    console.info(`${starts - refused.length} of ${starts} were served, ${refused.length} were told that the folder is held`)
    expect(refused.length).toBeLessThan(starts)
  })
})
