import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deletion } from '../contract/deletions'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Deleting a workspace and documents on a real host: out of sight at once, then off the disk, with a receipt. */

const canary = 'quokkazephyr'
const program = resolve(import.meta.dirname, '../../out/main/cli.js')
let library: LibraryHost
beforeAll(async () => void (library = await openLibraryHost()), 60_000)
afterAll(() => library.close())
const client = () => library.host.client

async function fill(workspace: string, files: number): Promise<void> {
  await client().workspaces.create({ name: workspace })
  const paths = Array.from({ length: files }, (_, i) =>
    library.file(`${workspace}/${canary} ${i}.md`, `# ${canary} ${i}\n\nThe ${canary} of shelf ${i} was read.\n`),
  )
  const { job } = await client().documents.add({ workspace, sources: paths.map((path) => ({ kind: 'path', path })) })
  for await (const next of await client().jobs.watch({ workspace, job })) void next
  for await (const event of await client().chat.ask({ workspace, question: `What is ${canary}?` })) void event
}

/** Files below the data folder whose bytes or names hold the canary, as it is written or as UTF-16. */
const found = () => {
  const named = readdirSync(library.data, { recursive: true }).filter((path) => String(path).includes(canary))
  return [...named, ...library.filesWith(canary), ...library.filesWith(Buffer.from(canary, 'utf16le'))]
}

async function receiptOf(id: string): Promise<Deletion> {
  await library.until(async () => (await client().deletions.get({ id })).deletion.erasedAt !== null)
  return (await client().deletions.get({ id })).deletion
}

describe('a deleted workspace', { timeout: 120_000 }, () => {
  it('is out of sight at once and off the disk when its receipt says so, wherever its words had been written', async () => {
    await fill(`${canary} & sons`.replaceAll(' ', '-'), 8)
    expect(found()).not.toEqual([])
    const { workspaces } = await client().workspaces.list()
    const { id } = workspaces.find((one) => one.name.includes(canary))!
    const folder = join(library.data, 'workspaces', id)
    expect(existsSync(folder)).toBe(true)
    await client().workspaces.delete({ workspace: id })
    expect((await client().workspaces.list()).workspaces.map((one) => one.id)).not.toContain(id)
    await expect(client().search.query({ workspace: id, query: canary })).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' })
    const receipt = await receiptOf(id)
    expect(receipt).toMatchObject({ id, name: null, message: null })
    expect(receipt.files).toBeGreaterThan(20)
    expect(Date.parse(receipt.erasedAt!)).toBeGreaterThanOrEqual(Date.parse(receipt.deletedAt))
    expect(found()).toEqual([])
    expect(readdirSync(join(library.data, 'trash'))).toEqual([])
  })

  it('goes while its documents are still being read', async () => {
    const { workspace } = await client().workspaces.create({ name: 'busy' })
    const paths = Array.from({ length: 60 }, (_, i) =>
      library.file(`busy/${i}.md`, `# ${canary} ${i}\n\n${`The ${canary} again. `.repeat(200)}\n`),
    )
    await client().documents.add({ workspace: 'busy', sources: paths.map((path) => ({ kind: 'path', path })) })
    await library.until(async () => (await client().documents.list({ workspace: 'busy' })).total > 5)
    await client().workspaces.delete({ workspace: 'busy' })
    await receiptOf(workspace.id)
    expect(found()).toEqual([])
  })
})

describe('documents that are removed', { timeout: 120_000 }, () => {
  it('are erased to the end: what is out of search already is not left on the disk by a cancel', async () => {
    await fill('half', 3)
    const { documents } = await client().documents.list({ workspace: 'half' })
    const { job } = await client().documents.remove({ workspace: 'half', documents: documents.map(({ id }) => id) })
    await expect(client().jobs.cancel({ workspace: 'half', job })).rejects.toMatchObject({ code: 'JOB_STATE' })
    await client().chat.clear({ workspace: 'half' })
    await library.until(async () => (await client().jobs.get({ workspace: 'half', job })).job.state === 'done')
    const { id } = (await client().workspaces.get({ workspace: 'half' })).workspace
    await client().workspaces.delete({ workspace: 'half' })
    await receiptOf(id)
  })
})

describe('a deletion that is taken back', { timeout: 120_000 }, () => {
  it('leaves the workspace as it was, under another name where its own was taken meanwhile', async () => {
    await fill('kept', 3)
    const before = await client().documents.list({ workspace: 'kept' })
    const { deleted } = await client().workspaces.delete({ workspace: 'kept', graceSeconds: 600 })
    await expect(client().search.query({ workspace: 'kept', query: canary })).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' })
    const { deletion } = await client().deletions.get({ id: deleted.id })
    expect(deletion).toMatchObject({ name: 'kept', begunAt: null, erasedAt: null })
    expect(Date.parse(deletion.eraseAfter!) - Date.parse(deletion.deletedAt)).toBe(600_000)
    await client().workspaces.create({ name: 'kept' })
    const { workspace } = await client().deletions.cancel({ id: deleted.id })
    expect(workspace).toMatchObject({ id: deleted.id, name: 'kept (2)' })
    expect(await client().documents.list({ workspace: deleted.id })).toEqual(before)
    expect((await client().search.query({ workspace: deleted.id, query: canary })).hits.length).toBeGreaterThan(0)
    expect((await client().chat.list({ workspace: deleted.id })).chats).toHaveLength(1)
    await expect(client().deletions.get({ id: deleted.id })).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' })
    await client().workspaces.delete({ workspace: deleted.id })
    await receiptOf(deleted.id)
    await expect(client().deletions.cancel({ id: deleted.id })).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' })
    expect(found()).toEqual([])
  })

  it('ends what runs in it at once, goes on with that when it is back, and is erased when its time is over', async () => {
    const { workspace } = await client().workspaces.create({ name: 'late' })
    const paths = Array.from({ length: 40 }, (_, i) =>
      library.file(`late/${i}.md`, `# ${canary} ${i}\n\n${`The ${canary} again. `.repeat(200)}\n`),
    )
    await client().documents.add({ workspace: 'late', sources: paths.map((path) => ({ kind: 'path', path })) })
    await library.until(async () => (await client().documents.list({ workspace: 'late' })).total > 2)
    await client().workspaces.delete({ workspace: 'late', graceSeconds: 600 })
    await client().deletions.cancel({ id: 'late' })
    await library.until(async () => (await client().workspaces.stats({ workspace: 'late' })).stats.statuses.ready === 40)
    await client().workspaces.delete({ workspace: 'late', graceSeconds: 1 })
    await receiptOf(workspace.id)
    expect(found()).toEqual([])
  })
})

describe('a deletion that was cut short', { timeout: 120_000 }, () => {
  it('is finished by the next host, wherever it was killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carrel-deleting-'))
    const data = join(folder, 'data')
    const carrel = (...args: string[]) =>
      new Promise<{ code: number | null; json: { deleted?: object; deletions?: Deletion[] } }>((done) => {
        const child: ChildProcess = spawn(process.execPath, [program, ...args, '--data', data, '--json'], {
          stdio: ['ignore', 'pipe', 'ignore'],
        })
        let out = ''
        child.stdout!.on('data', (piece) => (out += String(piece)))
        child.on('close', (code) => done({ code, json: out ? (JSON.parse(out) as object) : {} }))
      })
    try {
      mkdirSync(join(folder, 'files'))
      for (let i = 0; i < 5; i++) writeFileSync(join(folder, 'files', `${i}.md`), `# ${canary}\n\nThe ${canary} of ${i}.\n`)
      await carrel('workspace', 'create', 'w')
      expect((await carrel('add', 'w', join(folder, 'files'))).code).toBe(0)
      const [id] = readdirSync(join(data, 'workspaces'))
      const { json } = await carrel('workspace', 'delete', 'w', '--no-wait')
      expect(json.deleted).toMatchObject({ id, name: 'w' })
      // As a kill right after the answer leaves it: noted as deleted, with files still in their place.
      const left = join(data, 'workspaces', id!)
      mkdirSync(join(left, 'pages'), { recursive: true })
      writeFileSync(join(left, 'pages', 'late.pages'), canary)
      const Database = (await import('better-sqlite3')).default
      const db = new Database(join(data, 'app.db'))
      db.prepare("UPDATE deletions SET erased_at = NULL, name = 'w' WHERE workspace = ?").run(id)
      db.close()
      await carrel('workspace', 'create', 'other')
      let receipt: Deletion | undefined
      while (!receipt?.erasedAt) [receipt] = (await carrel('workspace', 'deletions')).json.deletions ?? []
      expect(receipt).toMatchObject({ id, name: null })
      expect(existsSync(left)).toBe(false)
      const holding = readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(canary))
        .map((entry) => entry.name)
      expect(holding).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('a deletion by the command line', { timeout: 120_000 }, () => {
  it('waits for its time over restarts, and is taken back by another command', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carrel-deleting-'))
    const data = join(folder, 'data')
    const carrel = (...args: string[]) =>
      new Promise<{ code: number | null; json: Record<string, unknown> }>((done) => {
        const child = spawn(process.execPath, [program, ...args, '--data', data, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] })
        let out = ''
        child.stdout.on('data', (piece) => (out += String(piece)))
        child.on('close', (code) => done({ code, json: JSON.parse(out) as Record<string, unknown> }))
      })
    try {
      const { json } = await carrel('workspace', 'create', 'w')
      expect((await carrel('workspace', 'delete', 'w', '--grace', '3600', '--no-wait')).code).toBe(0)
      expect((await carrel('workspace', 'list')).json).toMatchObject({ workspaces: [] })
      expect((await carrel('workspace', 'deletions')).json).toMatchObject({ deletions: [{ name: 'w', begunAt: null, erasedAt: null }] })
      expect((await carrel('workspace', 'deletions', '--cancel', 'w')).json).toEqual(json)
      expect((await carrel('workspace', 'list')).json).toMatchObject({ workspaces: [{ name: 'w' }] })
      expect(await carrel('workspace', 'deletions', '--cancel', 'w')).toMatchObject({
        code: 4,
        json: { error: { code: 'WORKSPACE_NOT_FOUND' } },
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
