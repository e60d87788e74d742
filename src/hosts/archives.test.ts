import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A workspace on a real host, sealed into a file and made of it again. */

const canary = 'quokkazephyr'
const password = 'correct horse battery'
let library: LibraryHost
let archive: string

beforeAll(async () => {
  library = await openLibraryHost()
  const files = Array.from({ length: 12 }, (_, i) =>
    library.file(`note ${i}.md`, `# Note ${i}\n\nThe ${i % 2 ? canary : 'heron'} of shelf ${i} was seen on day ${i}.\n`),
  )
  await library.add(...files)
  archive = join(library.data, '..', 'w.carrel')
  for await (const _ of await client().chat.ask({ workspace: 'w', question: 'What was seen on shelf 3?' }));
}, 180_000)
afterAll(() => library.close())

const client = () => library.host.client

async function exported(path: string, secret = password) {
  for await (const event of await client().archives.export({ workspace: 'w', path, password: secret }))
    if (event.type === 'done') return event.archive
  throw new Error('it ended without an archive')
}

async function imported(path: string, secret = password) {
  for await (const event of await client().archives.import({ path, password: secret })) if (event.type === 'done') return event.workspace
  throw new Error('it ended without a workspace')
}

const hits = async (workspace: string, query: string) =>
  (await client().search.query({ workspace, query, limit: 20 })).hits.map(({ name, text, score, page }) => ({ name, text, score, page }))
const names = async () => (await client().workspaces.list()).workspaces.map((one) => one.name)
const nothingLeft = () => {
  expect(readdirSync(join(library.data, 'archiving'))).toEqual([])
  expect(readdirSync(join(library.data, '..')).filter((name) => name.endsWith('carrel-part'))).toEqual([])
}

describe('an archive', { timeout: 180_000 }, () => {
  it('holds nothing that can be read, and is read back before it has its name', async () => {
    const made = await exported(archive)
    expect(made).toMatchObject({ path: archive, bytes: statSync(archive).size })
    const bytes = readFileSync(archive)
    for (const secret of [canary, 'heron', 'workspace.db', 'note 1', 'SQLite']) expect(bytes.includes(secret), secret).toBe(false)
    expect(statSync(archive).mode & 0o077).toBe(0)
    nothingLeft()
  })

  it('becomes the same workspace again, with vectors and conversation, and without reading or embedding anything', async () => {
    const workspace = await imported(archive)
    expect(workspace.name).toBe('w (2)')
    expect((await client().jobs.list({ workspace: workspace.id })).jobs).toEqual([])
    const listed = async (ref: string) =>
      (await client().documents.list({ workspace: ref })).documents.map(({ id, name, status, pages, passages, sha256, addedAt }) => ({
        id,
        name,
        status,
        pages,
        passages,
        sha256,
        addedAt,
      }))
    expect(await listed(workspace.id)).toEqual(await listed('w'))
    for (const query of [canary, 'heron of shelf 4', 'day 7']) expect(await hits(workspace.id, query)).toEqual(await hits('w', query))
    const said = async (ref: string) =>
      (await client().chat.messages({ workspace: ref })).messages.map(({ role, text, answer }) => ({ role, text, answer }))
    expect((await said(workspace.id)).length).toBe(2)
    expect(await said(workspace.id)).toEqual(await said('w'))
    // Every passage with its vector is hashed; the catalogue of before says what the hashes are.
    const { job } = await client().workspaces.verify({ workspace: workspace.id })
    let result: unknown
    for await (const next of await client().jobs.watch({ workspace: workspace.id, job })) result = next.result
    expect(result).toMatchObject({ ok: true, problems: [] })
    nothingLeft()
  })

  it('with one byte changed, cut off or longer is refused with the place, and nothing stays', async () => {
    const before = await names()
    const damaged = `${archive}.damaged`
    const { size } = statSync(archive)
    const refused = async () => {
      const error = (await imported(damaged).catch((thrown: unknown) => thrown)) as { code: string; message: string }
      return `${error.code}: ${error.message}`
    }
    for (const at of [90, 65_700, size >> 1, size - 70_000, size - 1]) {
      copyFileSync(archive, damaged)
      const bytes = readFileSync(damaged)
      bytes[at]! ^= 0x01
      writeFileSync(damaged, bytes)
      const told = await refused()
      expect(told).toMatch(/^ARCHIVE_DAMAGED: The archive is damaged between byte \d+ and \d+/)
      const [, from, to] = /between byte (\d+) and (\d+)/.exec(told)!.map(Number)
      expect(at >= from! && at < to!, `${at} in ${told}`).toBe(true)
    }
    copyFileSync(archive, damaged)
    truncateSync(damaged, size - 100)
    expect(await refused()).toMatch(/^ARCHIVE_DAMAGED/)
    writeFileSync(damaged, Buffer.concat([readFileSync(archive), Buffer.from('x')]))
    expect(await refused()).toMatch(/^ARCHIVE_DAMAGED/)
    rmSync(damaged)
    expect(await names()).toEqual(before)
    nothingLeft()
  })

  it('asks for its passphrase, writes over nothing, and says what is wrong with a name', async () => {
    await expect(imported(archive, 'another passphrase')).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD' })
    await expect(exported(archive)).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/there already/) })
    await expect(exported(join(library.data, 'inside.carrel'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(exported(join(archive, 'x', 'y'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(exported(`${archive}.2`, 'short')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(imported(`${archive}.missing`)).rejects.toMatchObject({ code: 'FILE_MISSING' })
    await expect(imported(library.data)).rejects.toMatchObject({ code: 'NOT_A_FILE' })
    nothingLeft()
  })

  it('that is not wanted any more leaves nothing', async () => {
    const stop = new AbortController()
    const path = `${archive}.stopped`
    const events = await client().archives.export({ workspace: 'w', path, password }, { signal: stop.signal })
    stop.abort()
    await expect(
      (async () => {
        for await (const _ of events);
      })(),
    ).rejects.toThrow(/abort|cancel/i)
    await library.until(async () => readdirSync(join(library.data, 'archiving')).length === 0)
    expect(readdirSync(join(library.data, '..')).filter((name) => name.includes('stopped') || name.endsWith('carrel-part'))).toEqual([])
    // Removing waited for the end of the export, and goes on.
    await library.ended((await client().documents.remove({ workspace: 'w', documents: ['note 1.md'] })).job)
  })
})
