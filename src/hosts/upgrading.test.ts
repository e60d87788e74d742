import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appMigrations } from '../core/catalog/appCatalog'
import { workspaceMigrations } from '../core/catalog/workspaceSchema'
import { makeOlder, versionOf } from './testing/olderData'
import { ended, idle, libraryOf, problemsOf, withHost } from './testing/restart'

/* Data of every earlier version opens, and is whole; data of a later one is refused and not touched. */

let folder: string
let newest: string
let first: string
/** The step with which a catalogue names its embedding. */
const namesEmbedder = 4
let expected: unknown

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-upgrading-'))
  newest = join(folder, 'newest')
  mkdirSync(newest)
  const sources = ['quay.md', 'weir.html', 'lock.txt'].map((name) => {
    const path = join(folder, name)
    writeFileSync(
      path,
      name.endsWith('html') ? '<h1>Weir</h1><p>The palimpsest of the weir.</p>' : `# ${name}\n\nThe palimpsest of ${name}.\n`,
    )
    return { kind: 'path' as const, path }
  })
  await withHost(newest, async (host) => {
    await host.client.workspaces.create({ name: 'w' })
    await host.client.documents.add({ workspace: 'w', sources })
    await idle(host, 'w')
    for await (const event of await host.client.chat.ask({ workspace: 'w', question: 'What of the palimpsest?' })) void event
    expected = await libraryOf(host, 'w')
  })
  // Before a catalogue named its embedding, there was one only.
  first = join(folder, 'first')
  cpSync(newest, first, { recursive: true })
  await withHost(first, async (host) => {
    const { job } = await host.client.learning.reindex({ workspace: 'w', embedder: 'hash' })
    expect((await ended(host, 'w', job)).state).toBe('done')
  })
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const catalogueIn = (data: string) => join(data, 'workspaces', readdirSync(join(data, 'workspaces'))[0]!, 'workspace.db')

async function withCopy<T>(use: (data: string) => Promise<T>, from = newest): Promise<T> {
  const data = join(folder, 'copy')
  rmSync(data, { recursive: true, force: true })
  cpSync(from, data, { recursive: true })
  // Copies of a catalogue are of its own version.
  rmSync(join(data, 'backups'), { recursive: true, force: true })
  return await use(data)
}

const all = workspaceMigrations.map((_, i) => ({
  workspace: i + 1,
  app: Math.max(1, appMigrations.length - (workspaceMigrations.length - i - 1)),
}))
/** All of them in the long run; else the first, the one before the last, and one between. */
const versions = process.env.CARREL_LONG ? all : [all[0]!, all[all.length >> 1]!, all.at(-2)!]

describe('data of an earlier version', { timeout: 120_000 }, () => {
  it.each(versions)('$workspace of a workspace and $app of the list opens, and nothing is missing', ({ workspace, app }) =>
    withCopy(
      async (data) => {
        makeOlder(catalogueIn(data), workspaceMigrations, workspace)
        makeOlder(join(data, 'app.db'), appMigrations, app)
        expect([versionOf(catalogueIn(data)), versionOf(join(data, 'app.db'))]).toEqual([workspace, app])
        await withHost(data, async (host) => {
          await idle(host, 'w')
          expect(await problemsOf(host, 'w')).toEqual([])
          expect(await libraryOf(host, 'w')).toEqual(expected)
          const { hits } = await host.client.search.query({ workspace: 'w', query: 'palimpsest', limit: 20 })
          expect(hits).toHaveLength(3)
          expect((await host.client.chat.messages({ workspace: 'w' })).messages).toHaveLength(2)
        })
        expect([versionOf(catalogueIn(data)), versionOf(join(data, 'app.db'))]).toEqual([workspaceMigrations.length, appMigrations.length])
      },
      workspace < namesEmbedder ? first : newest,
    ),
  )
})

describe('data of a later version', { timeout: 60_000 }, () => {
  it.each([
    ['the list of workspaces', (data: string) => join(data, 'app.db')],
    ['a workspace', catalogueIn],
  ])('of %s is refused in words, and not a byte of it is changed', (_what, catalogue) =>
    withCopy(async (data) => {
      const path = catalogue(data)
      const db = new BetterSqlite(path)
      db.pragma('user_version = 999')
      db.pragma('journal_mode = DELETE')
      db.close()
      const before = readFileSync(path)
      const opening = withHost(data, ({ client }) => client.documents.list({ workspace: 'w' }))
      await expect(opening).rejects.toMatchObject({ code: 'DATA_NEWER', message: expect.stringMatching(/Update Carrel/) })
      expect(readFileSync(path).equals(before)).toBe(true)
    }),
  )
})
