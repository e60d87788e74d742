import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { buildStale } from './build.mjs'
import { inProject, projectNode } from './project.mjs'

beforeAll(() => buildStale({ stream: process.stderr }), 120_000)

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGTERM')
})

const dataFolder = () => mkdtempSync(join(tmpdir(), 'carrel-launcher-'))
const withoutDisplay = () => {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env
  return { ...rest, CI: 'true' }
}

/** `npm start` as a program, with what it has printed so far. */
function start(data: string, ...words: string[]) {
  const child = spawn(projectNode()!, [inProject('scripts/start.mjs'), '--data', data, ...words], { env: withoutDisplay() })
  started.push(child)
  const run = { child, output: '', ended: new Promise<number | null>((resolve) => child.once('exit', resolve)) }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (run.output += text))
  return run
}

const addressIn = (output: string) => /Ready at (http:\/\/127\.0\.0\.1:\d+\/#token=[0-9a-f]{64})/.exec(output)?.[1]

async function untilReady(run: { output: string }): Promise<string> {
  await expect.poll(() => addressIn(run.output), { timeout: 20_000, interval: 50 }).toBeDefined()
  return addressIn(run.output)!
}

/** Command lines of all processes that were given a folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return line.includes(folder) ? [line] : []
      } catch {
        return []
      }
    })
}

/** Processes are counted in /proc. */
const elsewhere = process.platform !== 'linux'

test('a second start says where the window is, in one line and a few seconds', async () => {
  const startedAt = performance.now()
  const run = start(dataFolder())
  const address = await untilReady(run)
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(run.output.trim().split('\n')).toEqual([
    'Carrel runs as a web page here, because there is no display. Open the address in a browser.',
    `Ready at ${address}`,
  ])
  const page = await fetch(address)
  expect([page.status, (await page.text()).includes('<div id="root">')]).toEqual([200, true])
})

test.each([
  [['--help'], 0, /^carrel serve \[--port P\]/],
  [['--port', 'abc'], 2, /^--port /],
  [['--foo'], 2, /^There is no flag --foo\./],
] as const)('%j is answered before anything is said of a window', async (words, code, said) => {
  const run = start(dataFolder(), ...words)
  expect(await run.ended).toBe(code)
  await expect.poll(() => run.output.trim()).toMatch(said)
})

test.skipIf(elsewhere).each([
  ['SIGINT', 130],
  ['SIGTERM', 0],
  ['SIGHUP', 0],
] as const)('%s ends every process it started', async (signal, code) => {
  const data = dataFolder()
  const run = start(data)
  await untilReady(run)
  expect(processesOf(data).length).toBeGreaterThan(1)
  run.child.kill(signal)
  expect(await run.ended).toBe(code)
  await expect.poll(() => processesOf(data), { timeout: 5_000 }).toEqual([])
})

test.skipIf(elsewhere)('where the launcher is killed outright, the host ends by itself', async () => {
  const data = dataFolder()
  const run = start(data)
  await untilReady(run)
  run.child.kill('SIGKILL')
  await run.ended
  await expect.poll(() => processesOf(data), { timeout: 10_000 }).toEqual([])
})

test('started again on the same data, it gives the address of the one that runs', async () => {
  const data = dataFolder()
  const address = await untilReady(start(data))
  const second = start(data)
  expect(await second.ended).toBe(0)
  expect(addressIn(second.output)).toBe(address)
})

test('a port that is taken is passed over, unless it was asked for by name', async () => {
  const first = await untilReady(start(dataFolder()))
  expect(new URL(await untilReady(start(dataFolder()))).port).not.toBe(new URL(first).port)
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const refused = start(dataFolder(), '--port', String(port))
  expect(await refused.ended).not.toBe(0)
  expect(refused.output).toContain(`Port ${port} is already taken`)
  taken.close()
})

test('the command line prints one JSON document and nothing else on standard output', () => {
  const folder = dataFolder()
  const carrel = (...words: string[]) =>
    spawnSync(projectNode()!, [inProject('scripts/carrel.mjs'), ...words], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, INIT_CWD: folder },
    })
  const created = carrel('workspace', 'create', 'Client A', '--json', '--data', 'here')
  expect([created.status, JSON.parse(created.stdout).workspace.name]).toEqual([0, 'Client A'])
  expect(readdirSync(folder)).toEqual(['here'])
  const wrong = carrel('no-such-command', '--json', '--data', 'here')
  expect([wrong.status, typeof JSON.parse(wrong.stdout).error.code]).toEqual([2, 'string'])
})
