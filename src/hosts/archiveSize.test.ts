import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seed } from '../engine/formats/testing/seed'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'
import { randomNumbers } from './testing/randomNumbers'

/*
 * A workspace of many passages, whose vectors a server on this machine makes and counts, sealed into a file and made of it again.
 * In the long run 10,000 passages and a damaged byte in every tenth of the archive's chunks.
 */

const isLong = Boolean(process.env.CARREL_LONG)
const wanted = isLong ? 10_000 : 400
const perFile = 100
const password = 'correct horse battery'
let library: LibraryHost
let server: Server
let asked = 0
let archive: string

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { input } = JSON.parse(body) as { input: string[] }
      asked += input.length
      const data = input.map((text, index) => ({ index, embedding: vectorOf(text) }))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  library = await openLibraryHost()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  await client().models.add({ label: 'vectors', provider: 'openaiCompatible', url, model: 'm' })
  await library.add(library.file('first.md', '# First\n\nThe heron of shelf 0 was seen here.\n'))
  await library.ended((await client().learning.reindex({ workspace: 'w', embedder: 'vectors' })).job)
  await library.add(...Array.from({ length: wanted / perFile }, (_, n) => library.file(`book ${n}.md`, bookOf(n))))
  archive = join(library.data, '..', 'w.carrel')
}, 3_600_000)
afterAll(async () => {
  await library.close()
  await new Promise((resolve) => server.close(resolve))
})

const client = () => library.host.client

/** Eight numbers of the letters of a text. */
function vectorOf(text: string): number[] {
  const vector = Array.from({ length: 8 }, () => 1)
  for (let i = 0; i < text.length; i++) vector[i % 8]! += text.charCodeAt(i) % 7
  return vector
}

/** Chapters long enough that each is a passage of its own. */
function bookOf(n: number): string {
  const random = randomNumbers(n + 1)
  const words = ['heron', 'shelf', 'ledger', 'quay', 'lantern', 'orchard', 'viaduct', 'timber', 'parish', 'clock']
  const sentence = () => `The ${Array.from({ length: 9 }, () => words[Math.floor(random() * words.length)]).join(' ')} was noted.`
  return Array.from(
    { length: perFile },
    (_, i) => `# Chapter ${i} of book ${n}\n\n${Array.from({ length: 12 }, sentence).join(' ')}\n`,
  ).join('\n')
}

async function lastOf<Event extends { type: string }>(events: AsyncIterable<Event>) {
  for await (const event of events) if (event.type === 'done') return event as Extract<Event, { type: 'done' }>
  throw new Error('it ended without saying so')
}

const imported = async (path: string) => (await lastOf(await client().archives.import({ path, password }))).workspace

describe('an archive of many passages', { timeout: 3_600_000 }, () => {
  it(`becomes the same ${wanted} passages, and no vector is asked for`, async () => {
    const before = (await client().workspaces.get({ workspace: 'w' })).workspace
    expect(before.passages).toBeGreaterThanOrEqual(wanted)
    expect(asked).toBeGreaterThanOrEqual(wanted)
    await lastOf(await client().archives.export({ workspace: 'w', path: archive, password }))
    const asOfNow = asked
    const workspace = await imported(archive)
    const { job } = await client().workspaces.verify({ workspace: workspace.id })
    let result: unknown
    // Every passage with its vector is hashed; the catalogue of before says what the hashes are.
    for await (const next of await client().jobs.watch({ workspace: workspace.id, job })) result = next.result
    expect(result).toMatchObject({ ok: true, problems: [] })
    const after = (await client().workspaces.get({ workspace: workspace.id })).workspace
    expect([after.documents, after.passages, after.bytes]).toEqual([before.documents, before.passages, before.bytes])
    const listed = async (ref: string) =>
      (await client().documents.list({ workspace: ref, limit: 10_000 })).documents.map(({ id, name, passages, sha256 }) => ({
        id,
        name,
        passages,
        sha256,
      }))
    expect(await listed(workspace.id)).toEqual(await listed('w'))
    const read = async (ref: string) => {
      const names = ['book 0.md', `book ${wanted / perFile - 1}.md`]
      return Promise.all(names.map(async (document) => (await client().documents.text({ workspace: ref, document })).pages))
    }
    expect(await read(workspace.id)).toEqual(await read('w'))
    expect(asked, 'vectors asked for by the import').toBe(asOfNow)
    const found = async (ref: string) =>
      (await client().search.query({ workspace: ref, query: 'lantern orchard', limit: 20 })).hits.map(({ name, text, score }) => ({
        name,
        text,
        score,
      }))
    expect(await found(workspace.id)).toEqual(await found('w'))
  })

  it('is refused with the place, wherever a byte is damaged', async () => {
    const whole = readFileSync(archive)
    const { size } = statSync(archive)
    const random = randomNumbers(seed)
    const chunk = 64 * 1024 + 16
    const step = isLong ? chunk * 10 : Math.ceil(size / 5)
    const damaged = `${archive}.damaged`
    let tried = 0
    for (let from = 80; from < size; from += step) {
      const at = Math.min(size - 1, from + Math.floor(random() * Math.min(step, chunk)))
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1 << Math.floor(random() * 8)
      writeFileSync(damaged, bytes)
      const error = await imported(damaged).then(
        () => null,
        (thrown: unknown) => thrown as { code: string; message: string },
      )
      expect(error, `byte ${at}, seed ${seed}`).toMatchObject({ code: 'ARCHIVE_DAMAGED' })
      const [, first, last] = /between byte (\d+) and (\d+)/.exec(error!.message)!.map(Number)
      expect(at >= first! && at < last!, `byte ${at} in ${error!.message}`).toBe(true)
      tried++
    }
    console.info(`${tried} damaged bytes in ${size} bytes refused`)
    expect((await client().workspaces.list()).workspaces).toHaveLength(2)
  })
})
