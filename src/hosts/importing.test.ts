import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finalStatuses } from '../contract/documents'
import { finalJobStates, type Job, type JobDocument } from '../contract/jobs'
import { acquireDataLock } from '../core/dataLock'
import { type RunningHost, startHost } from './startHost'

/* A real host with real worker processes; the trial reader misbehaves on demand. */

let folder = ''
let host: RunningHost
const workspace = 'w'
const logged: object[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-importing-'))
  host = await open()
  await host.client.workspaces.create({ name: workspace })
})
afterAll(async () => {
  await host.close()
  expect(logged.filter((line) => 'error' in line)).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<RunningHost> {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  return startHost(lock, { data, kind: 'cli', port: 0, log: (message, details) => void logged.push({ message, ...details }) })
}

const path = (name: string, content: string | Uint8Array) => {
  const file = join(folder, 'files', name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}
const trial = (name: string, instructions: object) => path(`${name}.carrel-trial`, JSON.stringify({ carrelTrial: instructions }))

async function submit(...paths: string[]): Promise<string> {
  const { job } = await host.client.documents.add({ workspace, sources: paths.map((one) => ({ kind: 'path', path: one })) })
  return job
}
async function ended(job: string): Promise<Job & { result: { documents: JobDocument[] } }> {
  for await (const next of await host.client.jobs.watch({ workspace, job })) {
    if (finalJobStates.includes(next.state)) return next as Job & { result: { documents: JobDocument[] } }
  }
  throw new Error('the job ended without saying so')
}
/** Files are copied side by side, so the order of the library is not that of the call; here they are sorted by name. */
async function add(...paths: string[]): Promise<JobDocument[]> {
  const { documents } = (await ended(await submit(...paths))).result
  return documents.sort((a, b) => a.name.localeCompare(b.name))
}
async function documentNamed(name: string) {
  return (await host.client.documents.get({ workspace, document: name })).document
}
async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not happen within 20 seconds')
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

describe('adding documents', () => {
  it('is no work the second time, keeps two names for the same bytes, and numbers different files of one name', async () => {
    const first = path('a/report.md', '# Report\n\nThe rent is 900 a month.\n')
    const [added] = await add(first)
    expect(added).toMatchObject({ name: 'report.md', status: 'ready', passages: 1 })
    const [again] = await add(first)
    expect(again).toEqual(added)
    const [copy] = await add(path('b/copy.md', '# Report\n\nThe rent is 900 a month.\n'))
    expect(copy).toMatchObject({ name: 'copy.md', status: 'ready' })
    const [other] = await add(path('c/report.md', '# Report\n\nSomething else.\n'))
    expect(other).toMatchObject({ name: 'report (2).md', status: 'ready' })
  })

  it('replaces a document whose file has changed, and only once the new version is ready', async () => {
    const file = path('changing.md', 'The earlier wording says heliotrope.\n')
    const [before] = await add(file)
    path('changing.md', 'The later wording says chartreuse.\n')
    const [after] = await add(file)
    expect(after?.document).toBe(before?.document)
    const search = async (query: string) =>
      (await host.client.search.query({ workspace, query })).hits.filter((hit) => hit.name === 'changing.md')
    expect(await search('heliotrope')).toEqual([])
    expect(await search('chartreuse')).toHaveLength(1)
    writeFileSync(file, new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x2e, 0x37, 0x0a, 0x00, 0xff]))
    const [broken] = await add(file)
    expect(broken?.status).toBe('ready')
    expect(broken?.message).toMatch(/earlier version is still searched/)
    expect(await search('chartreuse')).toHaveLength(1)
  })

  it('gives every file its own end: a broken one, an empty one and a missing one do not stop the others', async () => {
    const documents = await add(
      path('mixed/good.txt', 'A good file.'),
      path('mixed/empty.txt', ''),
      path('mixed/broken.pdf', '%PDF-1.7\nnothing'),
      join(folder, 'files/mixed/none.txt'),
    )
    const byName = Object.fromEntries(documents.map((one) => [one.name, one]))
    expect(byName['good.txt']?.status).toBe('ready')
    expect(byName['empty.txt']).toMatchObject({ status: 'failed', code: 'DOCUMENT_EMPTY' })
    expect(byName['broken.pdf']).toMatchObject({ status: 'failed', code: 'DOCUMENT_CORRUPT' })
    expect(byName['none.txt']).toMatchObject({ status: 'failed', code: 'FILE_MISSING' })
    const text = host.client.documents.text({ workspace, document: 'broken.pdf' })
    await expect(text).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
      message: expect.stringMatching(/^There is no text of broken\.pdf: /),
    })
    expect(documents.every((one) => one.status === 'ready' || (one.message ?? '').length > 20)).toBe(true)
  })

  it('names a page that failed and calls the document partly ready', async () => {
    const [partly] = await add(trial('partly', { pages: 4, text: 'Page # of a partly readable file.', failOnPage: 3 }))
    expect(partly).toMatchObject({ status: 'ready-partly', coverage: { read: 3, recognised: 0, empty: 0, failed: 1 } })
    expect(partly?.message).toMatch(/Page 3 could not be read/)
  })
})

describe('a reader that misbehaves', () => {
  it('is set aside after two crashes, with the next good file read right after', async () => {
    const [good, crashed] = await add(trial('crash', { pages: 3, crashOnPage: 2 }), path('after.txt', 'Read after the crash.'))
    expect(crashed).toMatchObject({ status: 'failed', code: 'READER_CRASHED' })
    expect(good).toMatchObject({ status: 'ready' })
  })

  it('is ended when it takes too much memory', { timeout: 60_000 }, async () => {
    const [greedy] = await add(trial('greedy', { oom: true }))
    expect(['READER_MEMORY', 'READER_CRASHED']).toContain(greedy?.code)
  })
})

describe('an import under way', () => {
  it('stops within a second when it is cancelled, even where the reader computes on', async () => {
    const job = await submit(trial('cancelled', { spin: true }))
    await until(async () => (await documentNamed('cancelled.carrel-trial').catch(() => null))?.status === 'extracting')
    const started = performance.now()
    await host.client.jobs.cancel({ workspace, job })
    await until(async () => (await documentNamed('cancelled.carrel-trial')).status === 'cancelled')
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('is held and goes on at the page it had reached', async () => {
    const job = await submit(trial('held', { pages: 40, msPerPage: 40, text: 'Page # of a file that is held half-way.' }))
    await until(async () => ((await documentNamed('held.carrel-trial').catch(() => null))?.progress?.done ?? 0) > 5)
    await host.client.jobs.pause({ workspace, job })
    await new Promise((resolve) => setTimeout(resolve, 600))
    const progress = async () => (await host.client.jobs.get({ workspace, job })).job.progress.pages
    expect((await host.client.jobs.get({ workspace, job })).job.state).toBe('paused')
    const held = await progress()
    expect(held.done).toBeGreaterThan(5)
    expect(held.total).toBe(40)
    await host.client.jobs.resume({ workspace, job })
    const seen: number[] = []
    while (seen.length < 10) {
      seen.push((await progress()).done)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(held.done)
    const { result } = await ended(job)
    expect(result.documents[0]).toMatchObject({ status: 'ready', pages: 40, coverage: { read: 40 } })
  })

  it('reads a note of another drop at once, although a long document holds the only place of a reader', async () => {
    await host.client.settings.update({ ingestWorkers: 1 })
    try {
      const long = await submit(trial('long', { pages: 400, msPerPage: 40, text: 'Page # of a long file.' }))
      await until(async () => (await host.client.jobs.get({ workspace, job: long })).job.progress.pages.done > 0)
      const [note] = await add(path('note.txt', 'A note that does not wait.'))
      expect(note).toMatchObject({ status: 'ready' })
      expect((await host.client.jobs.get({ workspace, job: long })).job).toMatchObject({ state: 'running' })
      await host.client.jobs.cancel({ workspace, job: long })
    } finally {
      await host.client.settings.update({ ingestWorkers: null })
    }
  })

  it('goes on where it was when the host is closed and opened again', async () => {
    await submit(trial('reopened', { pages: 60, msPerPage: 30, text: 'Page # of a file that outlives its host.' }))
    await until(async () => ((await documentNamed('reopened.carrel-trial').catch(() => null))?.progress?.done ?? 0) > 5)
    await host.close()
    host = await open()
    await until(async () => (await documentNamed('reopened.carrel-trial')).status === 'ready')
    expect((await documentNamed('reopened.carrel-trial')).coverage.read).toBe(60)
    const { job } = await host.client.workspaces.verify({ workspace })
    expect((await ended(job)).result).toMatchObject({ ok: true, problems: [] })
  })
})

describe('trying again', () => {
  it('sees a file that was corrected, and never goes out through a link', async () => {
    const outside = path('outside/secret.txt', 'This stands outside the folder that was added.')
    const corrected = path('again/corrected.txt', '')
    symlinkSync(outside, join(folder, 'files', 'again', 'link.txt'))
    const before = await add(join(folder, 'files', 'again'))
    expect(before.map((one) => [one.name, one.status])).toEqual([
      ['corrected.txt', 'failed'],
      ['link.txt', 'failed'],
    ])
    writeFileSync(corrected, 'Now it says something.')
    const { job } = await host.client.documents.retry({ workspace, documents: before.map((one) => one.document) })
    const after = (await ended(job)).result.documents.sort((a, b) => a.name.localeCompare(b.name))
    expect(after.map((one) => [one.name, one.status])).toEqual([
      ['corrected.txt', 'ready'],
      ['link.txt', 'failed'],
    ])
  })
})

describe('removing a document', () => {
  it('takes it out of search at once and off the disk by the end of the job', async () => {
    const secret = 'quetzalcoatlus'
    const [added] = await add(path('secret.txt', `The word ${secret} stands only here.`))
    const { job } = await host.client.documents.remove({ workspace, documents: [added?.document as string] })
    expect((await host.client.search.query({ workspace, query: secret })).hits).toEqual([])
    await ended(job)
    const { id } = (await host.client.workspaces.get({ workspace })).workspace
    expect(filesWith(join(folder, 'data', 'workspaces', id), secret)).toEqual([])
  })
})

describe('a workspace', () => {
  it('is gone from sight at once and from the disk soon after it was deleted', async () => {
    const { workspace: doomed } = await host.client.workspaces.create({ name: 'doomed' })
    const file = path('doomed.txt', 'A doomed document.')
    const { job } = await host.client.documents.add({ workspace: 'doomed', sources: [{ kind: 'path', path: file }] })
    for await (const next of await host.client.jobs.watch({ workspace: 'doomed', job })) if (finalJobStates.includes(next.state)) break
    await host.client.workspaces.delete({ workspace: 'doomed' })
    await expect(host.client.workspaces.get({ workspace: 'doomed' })).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' })
    await until(
      async () => !existsSync(join(folder, 'data', 'workspaces', doomed.id)) && readdirSync(join(folder, 'data', 'trash')).length === 0,
    )
  })

  it('can be deleted in the middle of an import, and the host goes on', async () => {
    await host.client.workspaces.create({ name: 'busy' })
    const files = Array.from({ length: 40 }, (_, n) => trial(`busy/${n}`, { pages: 30, msPerPage: 10, text: `Page # of busy ${n}.` }))
    await host.client.documents.add({ workspace: 'busy', sources: files.map((one) => ({ kind: 'path', path: one })) })
    await until(async () => (await host.client.workspaces.get({ workspace: 'busy' })).workspace.passages > 0)
    await host.client.workspaces.delete({ workspace: 'busy' })
    await expect(host.client.documents.list({ workspace: 'busy' })).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' })
    const [next] = await add(path('after-busy.txt', 'Read after the busy workspace was deleted.'))
    expect(next).toMatchObject({ status: 'ready' })
    await until(async () => readdirSync(join(folder, 'data', 'trash')).length === 0)
  })

  it('makes an index anew that is damaged as a whole', async () => {
    await add(path('kept.txt', 'The word ornithopter survives a damaged index.'))
    const { id } = (await host.client.workspaces.get({ workspace })).workspace
    const index = join(folder, 'data', 'workspaces', id, 'index')
    for (const name of readdirSync(index, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.manifest')) writeFileSync(join(index, name), 'no manifest')
    }
    await host.close()
    host = await open()
    const check = async (repair: boolean) =>
      (await ended((await host.client.workspaces.verify({ workspace, repair })).job)).result as unknown as { ok: boolean }
    expect((await check(true)).ok).toBe(false)
    await until(async () => (await host.client.search.query({ workspace, query: 'ornithopter' })).hits.length === 1)
    await until(async () => (await host.client.documents.list({ workspace })).documents.every((one) => finalStatuses.includes(one.status)))
    expect((await check(false)).ok).toBe(true)
  })

  it('finds what was damaged behind its back, and mends it from the originals', async () => {
    const [added] = await add(path('damaged.txt', 'A document whose pages will be damaged.'))
    const { id } = (await host.client.workspaces.get({ workspace })).workspace
    const pages = join(folder, 'data', 'workspaces', id, 'pages')
    const sha256 = (await documentNamed('damaged.txt')).sha256
    const pageFile = readdirSync(pages).find((name) => name.startsWith(sha256)) as string
    const bytes = readFileSync(join(pages, pageFile))
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 0xff
    writeFileSync(join(pages, pageFile), bytes)
    const check = async (repair: boolean) =>
      (await ended((await host.client.workspaces.verify({ workspace, repair })).job)).result as unknown as {
        ok: boolean
        problems: { code: string; document?: string }[]
      }
    expect(await check(true)).toMatchObject({ ok: false, problems: [{ code: 'PAGES_DAMAGED', document: added?.document }] })
    await until(async () => (await documentNamed('damaged.txt')).status === 'ready')
    expect(await check(false)).toMatchObject({ ok: true })
  })
})

function filesWith(root: string, word: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(word))
}
