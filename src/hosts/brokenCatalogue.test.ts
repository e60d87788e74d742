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
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finalJobStates } from '../contract/jobs'
import { acquireDataLock } from '../core/dataLock'
import { type RunningHost, startHost } from './startHost'

/* A catalogue that was broken while no host was looking: set aside, put back from its backup, and filled up from the originals. */

let folder: string
let whole: string
let id: string

async function withHost<T>(data: string, use: (host: RunningHost) => Promise<T>): Promise<T> {
  const host = await startHost(acquireDataLock(data)!, { data, kind: 'cli', port: 0, log: () => {} })
  try {
    return await use(host)
  } finally {
    await host.close()
  }
}

async function add({ client }: RunningHost, ...names: string[]): Promise<void> {
  const sources = names.map((name) => {
    const path = join(folder, name)
    writeFileSync(path, `# ${name}\n\nThe palimpsest of ${name} was read.\n`)
    return { kind: 'path' as const, path }
  })
  const { job } = await client.documents.add({ workspace: 'w', sources })
  for await (const next of await client.jobs.watch({ workspace: 'w', job }))
    if (finalJobStates.includes(next.state)) expect(next.state).toBe('done')
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

const faults: [string, (place: Place) => void][] = [
  ['whose head is zeros', ({ path }) => zero(path, 0, 100)],
  ['that is half', ({ path, killed }) => (truncateSync(path, statSync(path).size >> 1), killed())],
  ['with pages of zeros', ({ path, killed }) => (zero(path, 4_096, 8_192), killed())],
  ['that is empty', ({ path }) => truncateSync(path, 0)],
  ['that is gone', ({ path }) => rmSync(path)],
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
