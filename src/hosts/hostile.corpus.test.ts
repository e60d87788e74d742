import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corpus, faultsOf, goodFile, hasHostileCorpus, type HostileHost, hostileRows, openHostileHost } from './testing/hostileRun'

const set = join(corpus, 'hostile/dev')
if (!hasHostileCorpus) console.log(`Skipped: no hostile documents at ${set}; CARREL_CORPUS says where they are.`)

describe.skipIf(!hasHostileCorpus)('a document made to do harm', () => {
  const rows = hasHostileCorpus ? hostileRows(set) : []
  let host: HostileHost
  let folder: string
  let added = 0
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carrel-good-'))
    host = await openHostileHost()
  })
  afterAll(async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(rows.map((row) => [row.file, row] as const))(
    '%s ends as its manifest allows, and the next file is read',
    { timeout: 130_000 },
    async (file, row) => {
      const outcome = await host.add(join(set, 'files', file), row.password)
      expect(faultsOf(row, outcome), `${outcome.kind}: ${outcome.message}`).toEqual([])
      expect((await host.add(goodFile(folder, ++added))).kind).toBe('text')
    },
  )

  it('reaches for no network and leaves nothing outside the data folder', () => {
    expect(host.attempts()).toEqual([])
    expect(host.strayFiles()).toEqual([])
  })
})
