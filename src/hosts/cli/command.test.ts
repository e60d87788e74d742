import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/* The built command line as people and scripts call it. */

const entry = resolve(import.meta.dirname, '../../../out/main/cli.js')
let folder: string
const children: ChildProcess[] = []

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-command-'))))
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  code: number | null
  stdout: string
  stderr: string
  elapsedMs: number
}

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, INIT_CWD: folder } })
  children.push(child)
  return child
}

async function carrel(...args: string[]): Promise<Ended> {
  const started = performance.now()
  const child = start(...args)
  const told = { stdout: '', stderr: '' }
  child.stdout!.on('data', (bytes: Buffer) => (told.stdout += String(bytes)))
  child.stderr!.on('data', (bytes: Buffer) => (told.stderr += String(bytes)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...told, elapsedMs: performance.now() - started }
}

describe('help', () => {
  it.each([[['search', '--help']], [['--help', 'search', 'w']], [['help', 'search']]])(
    '%j shows how that command is called',
    async (args) => {
      const { code, stdout } = await carrel(...args)
      expect(code).toBe(0)
      expect(stdout).toMatch(/^carrel search NAME "QUERY" .*--mode/)
      expect(stdout).not.toContain('workspace create')
    },
  )

  it('without a command it shows all of them', async () => {
    const { code, stdout } = await carrel()
    expect(code).toBe(0)
    for (const name of ['workspace create', 'add NAME', 'serve', 'doctor']) expect(stdout).toContain(name)
  })
})

describe('a mistake is exit code 2 and a sentence of our own', () => {
  it.each([
    [['frobnicate'], /^There is no command “frobnicate”/],
    [['frobnicate', '--help'], /^There is no command “frobnicate”/],
    [['search', 'w', 'x', '--limits', '3'], /^There is no flag --limits\./],
    [['search', 'w', 'x', '--limit'], /^--limit is missing its value\./],
    [['search', 'w', 'x', '--json=yes'], /^--json takes no value\./],
    [['search', 'w', 'x', '--limit', '999'], /^“limit” may be at most 200\./],
    [['search', 'w', ''], /^“query” is empty\./],
    [['documents', ''], /^“workspace” is empty\./],
    [['model', 'add', 'x', '--provider', 'openaiCompatible', '--url', 'here', '--model', 'm'], /^“url” has to be an address/],
  ])('%j', async (args, sentence) => {
    const { code, stderr } = await carrel('--data', join(folder, 'mistakes'), ...args)
    expect(stderr).toMatch(sentence)
    expect(code).toBe(2)
  })
})

it('a command called rightly that finds nothing to do is exit code 4', async () => {
  const carrelIn = (...args: string[]) => carrel('--data', join(folder, 'nothing'), ...args)
  expect((await carrelIn('workspace', 'create', 'w')).code).toBe(0)
  const retried = await carrelIn('retry', 'w')
  expect(retried.stderr).toMatch(/^Nothing to retry:/)
  const learnt = await carrelIn('workspace', 'learn', 'w')
  expect(learnt.stderr).toMatch(/^There is too little to learn from:/)
  expect([retried.code, learnt.code]).toEqual([4, 4])
})

describe('a command that only looks', () => {
  it('makes no data folder where there is none, and says so', { timeout: 60_000 }, async () => {
    const data = join(folder, 'misspelt', 'data')
    const { code, stdout, stderr } = await carrel('--data', data, 'workspace', 'list', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ workspaces: [], totals: { workspaces: 0, documents: 0 } })
    expect(stderr).toContain(`There is no data folder ${data} yet.`)
    expect((await carrel('--data', data, 'documents', 'w')).stderr).toContain('WORKSPACE_NOT_FOUND')
    expect(existsSync(join(folder, 'misspelt'))).toBe(false)
    expect((await carrel('--data', data, 'workspace', 'create', 'w')).code).toBe(0)
    expect(existsSync(data)).toBe(true)
  })
})

describe('a data folder that cannot be', () => {
  it.skipIf(process.platform !== 'linux')('where the system keeps no files ends at once with the reason', async () => {
    for (const data of ['/proc/carrel', '/proc/carrel/deeper', '/proc']) {
      const { code, stderr, elapsedMs } = await carrel('--data', data, 'workspace', 'create', 'w')
      expect(stderr).toMatch(
        /^The data folder \/proc.* cannot be (?:made|used): .+ Choose another folder with --data\. \(FILE_PERMISSION\)\n$/,
      )
      expect(code).toBe(4)
      expect(elapsedMs).toBeLessThan(5_000)
    }
  })

  it('below a file ends with the reason', async () => {
    writeFileSync(join(folder, 'file'), '')
    for (const data of ['file', 'file/data']) {
      const { code, stderr } = await carrel('--data', data, 'workspace', 'create', 'w')
      expect(stderr).toMatch(/a file stands where a folder has to be/)
      expect(code).toBe(4)
    }
  })
})

describe.skipIf(process.platform === 'win32')('a host that was stopped', () => {
  it(
    'refuses a command after a bounded wait, also one that was under way, and serves again when it goes on',
    { timeout: 90_000 },
    async () => {
      const data = join(folder, 'stopped')
      const host = start('--data', data, 'serve', '--port', '0')
      await new Promise<void>((resolve) => host.stdout!.on('data', (bytes: Buffer) => String(bytes).includes('Ready at') && resolve()))
      expect((await carrel('--data', data, 'workspace', 'create', 'w')).code).toBe(0)
      const trial = join(folder, 'slow.carrel-trial')
      writeFileSync(trial, JSON.stringify({ carrelTrial: { pages: 2_000, msPerPage: 50 } }))
      const underWay = carrel('--data', data, 'add', 'w', trial)
      await expect.poll(async () => (await carrel('--data', data, 'documents', 'w')).stdout, { timeout: 20_000 }).toContain('slow')
      host.kill('SIGSTOP')
      const later = carrel('--data', data, 'workspace', 'list', '--json')
      for (const { code, stderr, stdout, elapsedMs } of await Promise.all([later, underWay])) {
        expect(stderr + stdout).toMatch(/holds the data folder .* does not answer/)
        expect(code).toBe(3)
        expect(elapsedMs).toBeLessThan(60_000)
      }
      host.kill('SIGCONT')
      expect((await carrel('--data', data, 'workspace', 'list')).code).toBe(0)
    },
  )
})
