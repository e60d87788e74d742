import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { finalStatuses } from '../contract/documents'
import { seed } from '../engine/formats/testing/seed'
import { randomNumbers } from './testing/randomNumbers'
import { idle, libraryOf, problemsOf, withHost } from './testing/restart'

/* Readers that are killed while they read: only the document of each is read again, and one that loses two readers is set aside. */

const kills = process.env.CARREL_LONG ? 200 : 3
const documents = kills + 2

let folder: string
let data: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-readers-'))
  data = join(folder, 'data')
  mkdirSync(data)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it(`${kills} kills of readers lose no document and disturb no other (seed ${seed})`, { timeout: 1_800_000 }, async () => {
  const random = randomNumbers(seed)
  const trial = (n: number) => ({ carrelTrial: { pages: 20, msPerPage: 120, text: `Page # of the word marker${n}of${documents}.` } })
  const sources = Array.from({ length: documents }, (_, n) => {
    const path = join(folder, `${n}.carrel-trial`)
    writeFileSync(path, JSON.stringify(trial(n)))
    return { kind: 'path' as const, path }
  })
  await withHost(data, async (host) => {
    await host.client.workspaces.create({ name: 'w' })
    await host.client.documents.add({ workspace: 'w', sources })
    let killed = 0
    while (killed < kills) {
      const { documents: all } = await host.client.documents.list({ workspace: 'w', limit: 10_000 })
      if (all.length === documents && all.every((one) => finalStatuses.includes(one.status))) break
      // The newest: an idle one that was killed is forgotten when the next is needed.
      const pid = host.core.workerPids().ingest.at(-1)
      // One that is still starting tells nothing of reading: those that never live are another test.
      if (pid !== undefined && all.some((one) => one.status === 'extracting' && one.pages > 0)) {
        await new Promise((resolve) => setTimeout(resolve, random() * 200))
        if (kill(pid)) killed++
      }
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await idle(host, 'w')
    const aside = await failed()
    for (const one of aside) expect(one.code).toBe('READER_CRASHED')
    const deaths = deathsByDocument()
    for (const one of aside) expect(deaths.get(one.id)).toBeGreaterThanOrEqual(2)
    // Nobody lost a reader that was not killed.
    expect([...deaths.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(kills)
    expect(killed).toBeGreaterThan(kills / 2)
    console.info(`${killed} kills: ${deaths.size} of ${documents} documents lost a reader, ${aside.length} were set aside at the end`)
    if (aside.length > 0) await host.client.documents.retry({ workspace: 'w' })
    await idle(host, 'w')
    expect((await libraryOf(host, 'w')).filter((one) => one.status === 'ready')).toHaveLength(documents)
    expect(await problemsOf(host, 'w')).toEqual([])

    async function failed() {
      return (await host.client.documents.list({ workspace: 'w', limit: 10_000 })).documents.filter((one) => one.status === 'failed')
    }
  })
})

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

/** Times a reader ended under each document, by its id. */
function deathsByDocument(): Map<string, number> {
  const [id] = listWorkspaces()
  const db = new BetterSqlite(join(data, 'workspaces', id!, 'workspace.db'), { readonly: true })
  try {
    const rows = db
      .prepare(
        `SELECT jobs.document AS document, count(*) AS deaths FROM job_events JOIN jobs ON jobs.id = job_events.job
         WHERE jobs.kind = 'ingest' AND (job_events.event = 'crashed' OR (job_events.event = 'failed' AND job_events.detail LIKE '%READER_CRASHED%'))
         GROUP BY jobs.document`,
      )
      .all() as { document: string; deaths: number }[]
    return new Map(rows.map((row) => [row.document, row.deaths]))
  } finally {
    db.close()
  }
}

function listWorkspaces(): string[] {
  const db = new BetterSqlite(join(data, 'app.db'), { readonly: true })
  try {
    return db.prepare('SELECT id FROM workspaces').pluck().all() as string[]
  } finally {
    db.close()
  }
}
