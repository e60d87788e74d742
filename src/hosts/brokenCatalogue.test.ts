import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finalJobStates } from '../contract/jobs'
import type { RunningHost } from './startHost'
import { ended, idle, libraryOf, problemsOf, withHost } from './testing/restart'

/* A catalogue that was broken while no host was looking: set aside, put back from its backup, and filled up from the originals. */

let folder: string
let whole: string
let id: string

async function add(host: RunningHost, ...names: string[]): Promise<void> {
  const sources = names.map((name) => {
    const path = join(folder, name)
    writeFileSync(path, `# ${name}\n\nThe palimpsest of ${name} was read.\n`)
    return { kind: 'path' as const, path }
  })
  const { job } = await host.client.documents.add({ workspace: 'w', sources })
  expect((await ended(host, 'w', job)).state).toBe('done')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-broken-'))
  whole = join(folder, 'whole')
  mkdirSync(whole)
  await withHost(whole, async (host) => {
    await host.client.workspaces.create({ name: 'w' })
    await add(host, 'first.md', 'second.md')
  })
  id = readdirSync(join(whole, 'workspaces'))[0]!
  expect(readdirSync(join(whole, 'backups', id))).toHaveLength(1)
  // After the backup of this day: no backup knows it.
  await withHost(whole, (host) => add(host, 'third.md'))
  expect(readdirSync(join(whole, 'workspaces', id))).not.toContain('open')
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Place {
  /** The catalogue. */
  path: string
  /** Says that the host before was killed. */
  killed: () => void
}

function zero(path: string, from: number, bytes: number): void {
  const content = readFileSync(path)
  content.fill(0, from, from + bytes)
  writeFileSync(path, content)
}

/** Changes the last letter of a text in the first place where it stands. */
function flipText(path: string, text: string): void {
  const content = readFileSync(path)
  content[content.indexOf(text) + text.length - 1]! ^= 0x01
  writeFileSync(path, content)
}

const faults: [string, (place: Place) => void][] = [
  ['whose head is zeros', ({ path }) => zero(path, 0, 100)],
  ['that is half', ({ path, killed }) => (truncateSync(path, statSync(path).size >> 1), killed())],
  ['with pages of zeros', ({ path, killed }) => (zero(path, 4_096, 8_192), killed())],
  ['that is empty', ({ path }) => truncateSync(path, 0)],
  ['that is gone', ({ path }) => rmSync(path)],
  [
    'with the log of another one',
    ({ path, killed }) => {
      const other = new BetterSqlite(join(folder, 'other.db'))
      other.pragma('journal_mode = WAL')
      other.pragma('wal_autocheckpoint = 0')
      other.exec('CREATE TABLE other (text); BEGIN')
      for (let i = 0; i < 2_000; i++) other.prepare('INSERT INTO other VALUES (?)').run(`row ${i} of another database`)
      other.exec('COMMIT')
      cpSync(join(folder, 'other.db-wal'), `${path}-wal`)
      other.close()
      rmSync(join(folder, 'other.db'))
      killed()
    },
  ],
  ['that is another file', ({ path }) => writeFileSync(path, 'not a database '.repeat(1_000))],
]

describe('a catalogue', { timeout: 180_000 }, () => {
  it.each(faults)('%s is put back, and no document is lost', async (_what, damage) => {
    const data = join(folder, 'damaged')
    cpSync(whole, data, { recursive: true })
    try {
      const home = join(data, 'workspaces', id)
      damage({ path: join(home, 'workspace.db'), killed: () => writeFileSync(join(home, 'open'), '') })
      await withHost(data, async ({ client }) => {
        const read = async () => (await client.documents.list({ workspace: 'w' })).documents
        await expect
          .poll(async () => (await read()).map(({ name, status }) => `${name.replace(/recovered .*/, 'recovered')} ${status}`).sort(), {
            timeout: 120_000,
            interval: 200,
          })
          .toEqual(['first.md ready', 'recovered ready', 'second.md ready'])
        await expect
          .poll(async () => (await client.jobs.list({ workspace: 'w' })).jobs.every((job) => finalJobStates.includes(job.state)), {
            timeout: 120_000,
          })
          .toBe(true)
        const { hits } = await client.search.query({ workspace: 'w', query: 'palimpsest' })
        expect(hits).toHaveLength(3)
      })
      expect(readdirSync(join(home, 'damaged'))).toHaveLength(1)
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  })

  it('whose log was lost is compared with the originals, and no document is lost', async () => {
    const data = join(folder, 'log')
    cpSync(whole, data, { recursive: true })
    const path = join(data, 'workspaces', id, 'workspace.db')
    const cut = join(folder, 'cut.db')
    await withHost(data, async (host) => {
      // As it lies on the disk while what was added last stands in the log alone.
      cpSync(path, cut)
      await add(host, 'fourth.md')
    })
    cpSync(cut, path)
    writeFileSync(join(data, 'workspaces', id, 'open'), '')
    const told: string[] = []
    await withHost(
      data,
      async (host) => {
        await idle(host, 'w')
        expect((await libraryOf(host, 'w')).map(({ name, status }) => `${name.replace(/recovered .*/, 'recovered')} ${status}`)).toEqual(
          ['first.md', 'recovered', 'second.md', 'third.md'].map((name) => `${name} ready`),
        )
        expect(await problemsOf(host, 'w')).toEqual([])
      },
      (message) => void told.push(message),
    )
    expect(told.join(' ')).toContain('The log of the catalogue of “w” is gone')
  })

  it('of which a byte of a text was changed is named by verify, and mended without a loss where its rows are whole', async () => {
    const data = join(folder, 'text')
    cpSync(whole, data, { recursive: true })
    const home = join(data, 'workspaces', id)
    // The row says “first.md”, and its index does not: one of the two was changed.
    flipText(join(home, 'workspace.db'), 'first.md')
    await withHost(data, async (host) => {
      expect((await problemsOf(host, 'w')).map((one) => one.code)).toContain('CATALOGUE_DAMAGED')
      const { job } = await host.client.workspaces.verify({ workspace: 'w', repair: true })
      await ended(host, 'w', job)
      await idle(host, 'w')
      expect(await problemsOf(host, 'w')).toEqual([])
      expect(await libraryOf(host, 'w')).toHaveLength(3)
      expect(existsSync(join(home, 'damaged'))).toBe(false)
    })
  })

  it('with rows of nobody is put back from its copy by a repair while the host runs', async () => {
    const data = join(folder, 'rows')
    cpSync(whole, data, { recursive: true })
    const home = join(data, 'workspaces', id)
    const db = new BetterSqlite(join(home, 'workspace.db'))
    db.pragma('foreign_keys = OFF')
    db.exec("INSERT INTO pages (document, page, state) VALUES ('nobody', 1, 'read')")
    db.close()
    await withHost(data, async (host) => {
      const { job } = await host.client.workspaces.verify({ workspace: 'w', repair: true })
      const { result } = await ended(host, 'w', job)
      expect(result).toMatchObject({ ok: false, repaired: 1, problems: [{ code: 'CATALOGUE_DAMAGED' }] })
      await expect.poll(() => existsSync(join(home, 'damaged')), { timeout: 20_000 }).toBe(true)
      await idle(host, 'w')
      expect(await problemsOf(host, 'w')).toEqual([])
      expect((await libraryOf(host, 'w')).map(({ name, status }) => `${name.replace(/recovered .*/, 'recovered')} ${status}`)).toEqual(
        ['first.md', 'recovered', 'second.md'].map((name) => `${name} ready`),
      )
    })
  })

  it('of the workspaces is put back, and one that no backup knows is called Recovered', async () => {
    const data = join(folder, 'list')
    cpSync(whole, data, { recursive: true })
    rmSync(join(data, 'backups', 'app'), { recursive: true })
    zero(join(data, 'app.db'), 0, 4_096)
    await withHost(data, async ({ client }) => {
      const { workspaces } = await client.workspaces.list()
      expect(workspaces).toMatchObject([{ id, name: `Recovered ${id}`, documents: 3 }])
    })
    cpSync(join(whole, 'backups', 'app'), join(data, 'backups', 'app'), { recursive: true })
    rmSync(join(data, 'app.db'))
    await withHost(data, async ({ client }) => {
      expect((await client.workspaces.list()).workspaces).toMatchObject([
        { id, name: expect.stringMatching(/^(w|Recovered .*)$/), documents: 3 },
      ])
    })
    expect(existsSync(join(data, 'damaged'))).toBe(true)
  })

  it('has a backup a day, of seven days, and after a removal only the one made then', async () => {
    const backups = join(whole, 'backups', id)
    const [today] = readdirSync(backups) as [string]
    rmSync(join(backups, today))
    const earlier = Array.from({ length: 9 }, (_, i) => `2026-01-0${i + 1}.db`)
    for (const name of earlier) writeFileSync(join(backups, name), 'palimpsest')
    await withHost(whole, ({ client }) => client.egress.setPolicy({ workspace: 'w', mode: 'services' }))
    expect(readdirSync(backups).sort()).toEqual([...earlier.slice(3), today])
    await withHost(whole, async ({ client }) => {
      const { job } = await client.documents.remove({ workspace: 'w', documents: ['third.md'] })
      for await (const next of await client.jobs.watch({ workspace: 'w', job })) void next
    })
    expect(readdirSync(backups)).toEqual([today])
  })
})
