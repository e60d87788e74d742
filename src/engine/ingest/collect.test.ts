import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Collected, CollectEvent } from '../../contract/worker'
import { collect } from './collect'

let folder: string
let into: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-collect-'))
  into = join(folder, 'sources')
  await mkdir(join(folder, 'in'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const at = (...parts: string[]) => join(folder, 'in', ...parts)
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex')

async function collected(paths = [at()], options: { into?: string | null; maxFileBytes?: number } = {}): Promise<Collected[]> {
  const events: CollectEvent[] = []
  const input = { sources: paths.map((path) => ({ path })), into, maxFileBytes: 1 << 20, ...options }
  for await (const event of collect(input, { signal: new AbortController().signal })) events.push(event)
  return events.flatMap((event) => (event.type === 'files' ? event.files : []))
}

test('a folder gives its files by their path within it, copied under their hash, each content once', async () => {
  await mkdir(at('b', 'c'), { recursive: true })
  await writeFile(at('a.txt'), 'alpha')
  await writeFile(at('b', 'c', 'd.txt'), 'delta')
  await writeFile(at('b', 'same.txt'), 'alpha')
  const files = await collected()
  expect(files.map((file) => file.name).sort()).toEqual(['a.txt', 'b/c/d.txt', 'b/same.txt'])
  expect((await readdir(into)).sort()).toEqual([sha256('alpha'), sha256('delta')].sort())
  expect(await readFile(join(into, sha256('delta')), 'utf8')).toBe('delta')
  expect(files.find((file) => file.name === 'a.txt')).toMatchObject({ bytes: 5, sha256: sha256('alpha'), origin: at('a.txt') })
})

test('a file gives its own name, or the one it was given, and can be hashed without a copy', async () => {
  await writeFile(at('a.txt'), 'alpha')
  expect(await collected([at('a.txt')], { into: null })).toMatchObject([{ name: 'a.txt', sha256: sha256('alpha') }])
  await expect(readdir(into)).rejects.toThrow('ENOENT')
})

test('what systems leave in folders is skipped, unless it was named itself', async () => {
  await mkdir(at('.git'))
  for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '~$report.docx', '.hidden', '.git/config', 'kept.txt'])
    await writeFile(at(name), name)
  expect((await collected()).map((file) => file.name)).toEqual(['kept.txt'])
  expect((await collected([at('.hidden')])).map((file) => file.name)).toEqual(['.hidden'])
})

test('links, pipes and missing files are told with a reason, and circles end', async () => {
  await writeFile(at('real.txt'), 'real')
  await mkdir(at('cycle'))
  await symlink('..', at('cycle', 'up'))
  await symlink('real.txt', at('inside.txt'))
  await symlink('/etc/passwd', at('outside.txt'))
  await symlink('/dev/zero', at('endless.txt'))
  await symlink('nowhere', at('dangling.pdf'))
  await symlink('loop-b.pdf', at('loop-a.pdf'))
  await symlink('loop-a.pdf', at('loop-b.pdf'))
  execFileSync('mkfifo', [at('fifo.pdf')])
  const files = await collected([at(), at('never.pdf'), at('fifo.pdf')])
  expect(Object.fromEntries(files.map((file) => [file.name, file.code ?? 'taken']))).toEqual({
    'real.txt': 'taken',
    'outside.txt': 'NOT_A_FILE',
    'endless.txt': 'NOT_A_FILE',
    'dangling.pdf': 'FILE_MISSING',
    'loop-a.pdf': 'NOT_A_FILE',
    'loop-b.pdf': 'NOT_A_FILE',
    'fifo.pdf': 'NOT_A_FILE',
    'never.pdf': 'FILE_MISSING',
  })
  for (const { message } of files.filter((file) => file.code)) expect(message).toMatch(/: /)
})

test('a file over the limit is refused by its size, without being read', async () => {
  await writeFile(at('sparse.txt'), 'x')
  await truncate(at('sparse.txt'), 2 ** 31 + 1)
  const before = performance.now()
  expect(await collected([at()], { maxFileBytes: 2 ** 31 })).toMatchObject([{ code: 'DOCUMENT_TOO_LARGE', sha256: '' }])
  expect(performance.now() - before).toBeLessThan(2_000)
  expect(await readdir(into)).toEqual([])
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read is told as such', async () => {
  await writeFile(at('secret.txt'), 'x')
  await chmod(at('secret.txt'), 0)
  expect(await collected()).toMatchObject([{ code: 'FILE_PERMISSION' }])
})

test.skipIf(process.platform !== 'linux')('a name that is not Unicode is told as such, and odd names are taken as they are', async () => {
  await writeFile(Buffer.concat([Buffer.from(at('bad-')), Buffer.from([0xff, 0xfe])]), 'x')
  const odd = ['two\nlines.txt', ' spaces .txt ', 'trailing.', '-rf.txt', 'é.txt', '📊.txt', `${'n'.repeat(251)}.txt`]
  for (const name of odd) await writeFile(at(name), name)
  const files = await collected()
  expect(files.filter((file) => file.code).map((file) => file.code)).toEqual(['FILE_NAME'])
  expect(
    files
      .filter((file) => !file.code)
      .map((file) => file.name)
      .sort(),
  ).toEqual(odd.sort())
})

test('an abort ends the walk and leaves no temporary file', async () => {
  for (let i = 0; i < 200; i++) await writeFile(at(`${i}.txt`), 'x'.repeat(10_000) + i)
  const controller = new AbortController()
  const walking = async () => {
    for await (const _ of collect({ sources: [{ path: at() }], into, maxFileBytes: 1 << 20 }, controller)) controller.abort()
  }
  await expect(walking()).rejects.toThrow('aborted')
  await expect.poll(async () => (await readdir(into)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a thousand files come in small batches with a growing count', async () => {
  for (let i = 0; i < 1_000; i++) await writeFile(at(`${i}.txt`), `file ${i}`)
  const counts: number[] = []
  let largest = 0
  const input = { sources: [{ path: at() }], into, maxFileBytes: 1 << 20 }
  for await (const event of collect(input, { signal: new AbortController().signal })) {
    if (event.type === 'listed') counts.push(event.files)
    else largest = Math.max(largest, event.files.length)
  }
  expect(counts.length).toBeGreaterThan(5)
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(counts.at(-1)).toBe(1_000)
  expect(largest).toBeLessThanOrEqual(64)
  expect(await readdir(into)).toHaveLength(1_000)
})
