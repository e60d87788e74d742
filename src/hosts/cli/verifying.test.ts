import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceProblem } from '../../contract/workspaces'

/* `carrel workspace verify` on data that was damaged while nobody was looking. */

const entry = resolve(import.meta.dirname, '../../../out/main/cli.js')
let folder: string
let data: string
const children: ChildProcess[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-verifying-'))
  data = join(folder, 'data')
  mkdirSync(join(folder, 'files'))
  for (let i = 0; i < 12; i++) {
    writeFileSync(join(folder, 'files', `note ${i}.md`), `# Note ${i}\n\nThe palimpsest of shelf ${i} was read on day ${i}.\n`)
  }
  carrel('workspace', 'create', 'w')
  expect(carrel('add', 'w', join(folder, 'files')).code).toBe(0)
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Verified {
  ok: boolean
  problems: WorkspaceProblem[]
  repaired?: WorkspaceProblem[]
}

function carrel(...args: string[]): { code: number | null; json: unknown } {
  const { status, stdout } = spawnSync(process.execPath, [entry, ...args, '--data', data, '--json'], { encoding: 'utf8', timeout: 120_000 })
  return { code: status, json: JSON.parse(stdout) }
}

function verify(...flags: string[]): Verified & { code: number | null } {
  const { code, json } = carrel('workspace', 'verify', 'w', ...flags)
  return { code, ...(json as Verified) }
}

/** Files of the workspace whose path fits, by name: of manifests, whose numbers count down, the newest comes first. */
function filesOf(fitting: RegExp): string[] {
  const root = join(data, 'workspaces')
  const all = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = all.map((one) => join(one.parentPath, one.name)).filter((path) => fitting.test(path.slice(root.length)))
  return paths.sort()
}

/** Changes a byte of the text in a file, or one in its middle. */
function flip(path: string): void {
  const bytes = readFileSync(path)
  const text = bytes.indexOf('palimpsest')
  bytes[text < 0 ? bytes.length >> 1 : text]! ^= 0x10
  writeFileSync(path, bytes)
}

const hits = () => (carrel('search', 'w', 'palimpsest', '--limit', '50').json as { hits: unknown[] }).hits.length

describe('verify', () => {
  it('finds nothing in a workspace nobody touched', () => {
    expect(verify()).toEqual({ code: 0, ok: true, problems: [] })
  })

  it.each([
    ['a data file of the index', /index\/.*\/data\/.*\.lance$/, /^(?:INDEX_DAMAGED|PASSAGES_)/],
    ['a file of the keyword index', /index\/.*_indices\/.*\.(?:lance|idx)$/, /^INDEX_SEARCH$/],
    ['a page file', /pages\/.*\.pages$/, /^PAGES_DAMAGED$/],
    ['a manifest of the index', /index\/.*\.manifest$/, /^INDEX_DAMAGED$/],
  ])('names %s of which a byte was changed, ends with 3, and repairs it while it waits', (_what, fitting, code) => {
    const [file] = filesOf(fitting)
    flip(file!)
    const found = verify()
    expect(found.code).toBe(3)
    expect(found.ok).toBe(false)
    expect(found.problems.map((one) => one.code).filter((one) => !code.test(one))).toEqual([])
    const mended = verify('--repair')
    expect(mended).toMatchObject({ code: 0, ok: true, problems: [] })
    expect(mended.repaired?.map((one) => one.code)).toEqual(found.problems.map((one) => one.code))
    expect(verify()).toEqual({ code: 0, ok: true, problems: [] })
    expect(hits()).toBe(12)
  })

  const damages: [string, (path: string) => void][] = [
    ['cut in half', (path) => truncateSync(path, statSync(path).size >> 1)],
    ['emptied', (path) => truncateSync(path)],
    ['removed', (path) => rmSync(path)],
  ]
  it.each(process.env.CARREL_LONG ? damages : damages.slice(0, 1))('repairs a keyword index whose description was %s', (_what, damage) => {
    const [file] = filesOf(/index\/.*_indices\/.*metadata\.lance$/)
    damage(file!)
    expect(verify().problems.map((one) => one.code)).toEqual(['INDEX_SEARCH'])
    expect(verify('--repair')).toMatchObject({ code: 0, ok: true, problems: [] })
    expect(verify()).toEqual({ code: 0, ok: true, problems: [] })
    expect(hits()).toBe(12)
  })

  it('names an original that was changed, which only adding it again mends', () => {
    const [file] = filesOf(/sources\/[0-9a-f]{64}$/)
    const intact = readFileSync(file!)
    flip(file!)
    const found = verify('--repair')
    expect(found).toMatchObject({
      code: 3,
      ok: false,
      problems: [{ code: 'SOURCE_DAMAGED', message: expect.stringMatching(/Add the file again/) }],
    })
    writeFileSync(file!, intact)
    expect(verify()).toMatchObject({ code: 0, ok: true })
  })

  it('says which documents it did not check because they are being read, and ends with 1', async () => {
    const host = spawn(process.execPath, [entry, 'serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(host)
    await new Promise<void>((resolve) => host.stdout.on('data', (bytes: Buffer) => String(bytes).includes('Ready at') && resolve()))
    const slow = join(folder, 'slow.carrel-trial')
    writeFileSync(slow, JSON.stringify({ carrelTrial: { pages: 400, msPerPage: 50 } }))
    const adding = spawn(process.execPath, [entry, 'add', 'w', slow, '--data', data], { stdio: 'ignore' })
    children.push(adding)
    const library = () => JSON.stringify(carrel('documents', 'w').json)
    await expect.poll(library, { timeout: 20_000 }).toContain('slow.carrel-trial')
    const found = verify()
    expect(found).toMatchObject({ code: 1, ok: false, problems: [{ code: 'DOCUMENT_UNDER_WAY' }] })
    expect(found.problems[0]?.message).toMatch(/^slow\.carrel-trial was not checked: it is being read/)
  })
})
