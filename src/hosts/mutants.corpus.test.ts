import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Document, finalStatuses } from '../contract/documents'
import { corpus, goodFile, hasHostileCorpus, type HostileHost, openHostileHost } from './testing/hostileRun'

/* Damaged copies of the hostile files: whatever the damage, an end with text or with a reason, and the host goes on. */

const set = join(corpus, 'hostile/dev/files')
const long = process.env.CARREL_LONG === '1'
/** CARREL_MUTANTS=500 CARREL_SEED=7 runs a part of a long test by itself. */
const count = Number(process.env.CARREL_MUTANTS ?? 0) || (long ? 2_000 : 40)
const batch = 40
const seed = Number(process.env.CARREL_SEED ?? (process.env.CARREL_LONG ? 1 + Math.floor(Math.random() * 1e6) : 20261121))
if (!hasHostileCorpus) console.log(`Skipped: no hostile documents at ${set}; CARREL_CORPUS says where they are.`)

type Mutate = (source: Buffer, seed: number) => Buffer

describe.skipIf(!hasHostileCorpus)('damaged files', () => {
  let host: HostileHost
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carrel-mutants-'))
    host = await openHostileHost()
  })
  afterAll(async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it(`all come to an end with text or a reason, ${count} of them`, { timeout: count > 120 ? 6 * 3_600_000 : 400_000 }, async () => {
    console.log(`seed ${seed}: ${count} mutants`)
    const { mutate } = (await import(pathToFileURL(join(corpus, 'hostile/gen/mutate.mjs')).href)) as { mutate: Mutate }
    const sources = readdirSync(set).filter((name) => statSync(join(set, name)).size < 300_000)
    const ends: Record<string, number> = {}
    const faults: string[] = []
    for (let done = 0; done < count; done += batch) {
      const drop = join(folder, `batch-${done}`)
      mkdirSync(drop)
      for (let i = done; i < Math.min(count, done + batch); i++) {
        const name = sources[(seed + i) % sources.length] as string
        writeFileSync(join(drop, `m${seed + i}-${name}`), mutate(readFileSync(join(set, name)), seed + i))
      }
      const documents = await host.addFolder(drop)
      for (const document of documents) {
        const end = document.code ?? document.status
        ends[end] = (ends[end] ?? 0) + 1
        const fault = faultOf(document)
        if (fault) faults.push(`${document.name}: ${fault}`)
      }
      if (documents.filter((one) => !one.parent).length !== readdirSync(drop).length)
        faults.push(`batch ${done}: documents were lost or doubled`)
      rmSync(drop, { recursive: true })
      expect((await host.add(goodFile(folder, done))).kind).toBe('text')
    }
    console.log(`seed ${seed}: ${JSON.stringify(ends)}`)
    expect(faults).toEqual([])
    expect(host.attempts()).toEqual([])
    expect(host.strayFiles()).toEqual([])
  })
})

/** Words of libraries and of the machine that no reader of the library should see. */
const rawWords = /\b(undefined|null|NaN|TypeError|RangeError|ENOENT|EINVAL|node_modules|Cannot read prop|is not a function|\[object)\b/

function faultOf({ status, code, message, passages }: Document): string | null {
  if (!finalStatuses.includes(status)) return `is still ${status}`
  if (status === 'ready' && passages === 0) return 'is ready with nothing in it'
  if (status === 'failed' && (!code || !message)) return 'failed without a reason'
  if (code === 'READER_CRASHED') return `ended its reader: ${message}`
  if (message && rawWords.test(message)) return `says “${message}”`
  return null
}
