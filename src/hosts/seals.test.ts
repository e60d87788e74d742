import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* A workspace on a real host that is locked with a passphrase, and opened again. */

const canary = 'quokkazephyr'
const password = 'correct horse battery'
const hour = 3_600_000
let library: LibraryHost
let ahead = 0

beforeAll(async () => {
  library = await openLibraryHost({ kind: 'web', clock: () => new Date(Date.now() + ahead) })
  const files = Array.from({ length: 12 }, (_, i) =>
    library.file(`note ${i}.md`, `# Note ${i}\n\nThe ${canary} of shelf ${i} was seen on day ${i}.\n`),
  )
  await library.add(...files)
  for await (const _ of await client().chat.ask({ workspace: 'w', question: `Where was the ${canary} of shelf 3 seen?` }));
  await client().egress.setPolicy({ workspace: 'w', mode: 'services', allow: ['models.example'] })
  await library.add(library.file('gone.txt', `${canary} that is removed`))
  await library.ended((await client().documents.remove({ workspace: 'w', documents: ['gone.txt'] })).job)
  await rested()
}, 180_000)
afterAll(() => library.close())

const client = () => library.host.client
const workspace = async () => (await client().workspaces.get({ workspace: 'w' })).workspace
const archive = async () => join(library.data, 'sealed', (await workspace()).id, 'archive.carrel')

/** Optimising and learning begin by themselves after an import. */
const rested = () =>
  library.until(async () =>
    (await client().jobs.list({ workspace: 'w' })).jobs.every((job) => ['done', 'failed', 'cancelled'].includes(job.state)),
  )

async function lastOf<Event extends { type: string }>(events: AsyncIterable<Event>) {
  for await (const event of events) if (event.type === 'done') return event
  throw new Error('it ended without saying so')
}
const seal = async (secret?: string) =>
  lastOf(await client().seals.seal({ workspace: 'w', ...(secret === undefined ? {} : { password: secret }) }))
const unseal = async (secret = password) => lastOf(await client().seals.unseal({ workspace: 'w', password: secret }))

/** What a reader sees of it. */
async function shown() {
  const { documents } = await client().documents.list({ workspace: 'w' })
  const { messages } = await client().chat.messages({ workspace: 'w' })
  const { hits } = await client().search.query({ workspace: 'w', query: `${canary} of shelf 7`, limit: 20 })
  return {
    // That a search found a document is counted, and looking here is a search.
    documents: documents.map(({ use: _use, ...one }) => one),
    messages,
    hits: hits.map(({ name, text, score, page }) => ({ name, text, score, page })),
    policy: (await client().egress.policy({ workspace: 'w' })).policy,
    jobs: (await client().jobs.list({ workspace: 'w' })).jobs.map(({ id, kind, state }) => ({ id, kind, state })),
  }
}

describe('a workspace that is sealed', { timeout: 180_000 }, () => {
  it('is nowhere on the disk but in its archive, and opens to the same with its passphrase', async () => {
    const before = await shown()
    expect(library.filesWith(canary).length).toBeGreaterThan(2)
    const { id } = await workspace()
    mkdirSync(join(library.data, 'backups', id), { recursive: true })
    copyFileSync(join(library.data, 'workspaces', id, 'workspace.db'), join(library.data, 'backups', id, '2026-11-20.db'))
    expect(await seal(password)).toMatchObject({ workspace: { name: 'w', sealedAt: expect.any(String) } })
    for (const text of [canary, 'note 1.md', 'models.example', 'was seen on day']) expect(library.filesWith(text), text).toEqual([])
    for (const folder of ['workspaces', 'trash', 'archiving', 'uploads'])
      expect(readdirSync(join(library.data, folder)), folder).toEqual([])
    expect(existsSync(join(library.data, 'backups', id))).toBe(false)
    expect(statSync(await archive()).mode & 0o077).toBe(0)

    expect(await unseal()).toMatchObject({ workspace: { name: 'w', sealedAt: null } })
    expect(await shown()).toEqual(before)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
    expect(existsSync(join(library.data, 'sealed', id))).toBe(false)
  })

  it('is on the list with its figures, and answers nothing else', async () => {
    await rested()
    const { documents } = await workspace()
    await seal(password)
    const refused = { code: 'WORKSPACE_SEALED', message: expect.stringMatching(/“w” is sealed/) }
    expect((await client().workspaces.list()).workspaces).toMatchObject([{ name: 'w', documents, sealedAt: expect.any(String) }])
    expect((await client().seals.get({ workspace: 'w' })).seal).toMatchObject({
      path: await archive(),
      bytes: statSync(await archive()).size,
      keyHeld: false,
    })
    const calls = [
      client().search.query({ workspace: 'w', query: canary }),
      client().documents.list({ workspace: 'w' }),
      client().documents.add({ workspace: 'w', sources: [{ kind: 'path', path: library.data }] }),
      client().chat.messages({ workspace: 'w' }),
      client().egress.list({ workspace: 'w' }),
      client().workspaces.stats({ workspace: 'w' }),
      client().workspaces.verify({ workspace: 'w' }),
      (async () => lastOf(await client().chat.ask({ workspace: 'w', question: 'Where?' })))(),
      (async () => lastOf(await client().archives.export({ workspace: 'w', path: join(library.data, '..', 'x.carrel'), password })))(),
      seal(password),
      seal(),
    ]
    for (const call of calls) await expect(call).rejects.toMatchObject(refused)
    await expect(library.host.core.sourceOf('w', 'note 1.md')).rejects.toMatchObject(refused)
    expect((await client().workspaces.update({ workspace: 'w', name: 'w' })).workspace.name).toBe('w')
    await unseal()
    await expect(unseal()).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/open already/) })
  })

  it('says that a passphrase is wrong, that its archive is damaged or gone, and stays as it is', async () => {
    await rested()
    await seal(password)
    const path = await archive()
    const whole = readFileSync(path)
    await expect(unseal('another passphrase')).rejects.toMatchObject({
      code: 'ARCHIVE_PASSWORD',
      message: expect.stringMatching(/does not open “w”/),
    })
    // A hundred at once would else take 13 GB.
    const peak = process.memoryUsage().rss
    const guesses = await Promise.allSettled(Array.from({ length: 4 }, (_, n) => unseal(`guess ${n} of four`)))
    expect(guesses.map((one) => (one as PromiseRejectedResult).reason.code).sort()).toEqual(['ARCHIVE_PASSWORD', 'BUSY', 'BUSY', 'BUSY'])
    expect(process.memoryUsage().rss - peak).toBeLessThan(300 * 2 ** 20)

    for (const at of [3, 17, 30, 55, 70, 90, whole.length >> 1, whole.length - 1]) {
      const damaged = Buffer.from(whole)
      damaged[at]! ^= 0x10
      writeFileSync(path, damaged)
      await expect(unseal(), `byte ${at}`).rejects.toMatchObject({
        code: 'ARCHIVE_DAMAGED',
        message: expect.stringMatching(/It stays sealed/),
      })
    }
    renameSync(path, `${path}.away`)
    await expect(unseal()).rejects.toMatchObject({ code: 'FILE_MISSING', message: expect.stringContaining(path) })
    renameSync(`${path}.away`, path)
    writeFileSync(path, whole)
    expect(library.filesWith(canary)).toEqual([])
    expect(readdirSync(join(library.data, 'archiving'))).toEqual([])
    await unseal()
    expect((await shown()).documents).toHaveLength(12)
  })

  it('is refused while documents are read, wants a passphrase of its own, and stays open where it is cancelled', async () => {
    await rested()
    await expect(seal('short')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const before = await shown()
    const stop = new AbortController()
    const events = await client().seals.seal({ workspace: 'w', password }, { signal: stop.signal })
    const ended = (async () => {
      for await (const event of events) if (event.type === 'progress') stop.abort()
    })()
    await expect(ended).rejects.toThrow(/abort|cancel/i)
    await library.until(async () =>
      client()
        .documents.list({ workspace: 'w' })
        .then(
          () => true,
          () => false,
        ),
    )
    expect(await shown()).toEqual(before)
    expect((await workspace()).sealedAt).toBeNull()

    const job = await library.submit(library.file('late.md', `${canary} comes late`))
    await expect(seal(password)).rejects.toMatchObject({ code: 'DOCUMENT_BUSY', message: expect.stringMatching(/being read or removed/) })
    await library.ended(job)
    await client()
      .documents.remove({ workspace: 'w', documents: ['late.md'] })
      .then(({ job: removal }) => library.ended(removal))
  })

  it('can be sealed again without the passphrase after it was opened with it, each time with another key', async () => {
    await rested()
    await seal(password)
    await unseal()
    expect((await client().seals.get({ workspace: 'w' })).seal).toEqual({ sealedAt: null, bytes: null, path: null, keyHeld: true })
    await rested()
    await seal()
    const first = readFileSync(await archive())
    await unseal()
    await rested()
    await seal()
    const second = readFileSync(await archive())
    expect(first.subarray(20, 52).equals(second.subarray(20, 52))).toBe(false)
    const path = join(library.data, '..', 'copy.carrel')
    copyFileSync(await archive(), path)
    const imported = await lastOf(await client().archives.import({ path, password }))
    expect(imported).toMatchObject({ workspace: { name: 'w (2)', sealedAt: null } })
    await client().workspaces.delete({ workspace: 'w (2)' })
    await unseal()
  })

  it('locks itself when it was idle as long as the settings say, not while it is used, and not where nobody could open it', async () => {
    await rested()
    await seal(password)
    await unseal()
    await client().workspaces.create({ name: 'never sealed' })
    const next = async () => new Promise((resolve) => setTimeout(resolve, 4_500))
    ahead += 5 * hour
    await next()
    expect((await workspace()).sealedAt, 'off by default').toBeNull()
    await client().seals.use({ workspace: 'w' })
    await client().settings.update({ lockAfterMinutes: 60 })
    await next()
    expect((await workspace()).sealedAt, 'it was used a moment ago').toBeNull()
    ahead += hour
    await library.until(async () => (await workspace()).sealedAt !== null)
    await library.until(async () => library.filesWith(canary).length === 0)
    const { workspaces } = await client().workspaces.list()
    expect(workspaces.find(({ name }) => name === 'never sealed')?.sealedAt).toBeNull()
    await client().settings.update({ lockAfterMinutes: null })
    await unseal()
    expect((await shown()).documents).toHaveLength(12)
  })

  it('is deleted like any other, archive and all', async () => {
    await rested()
    await seal(password)
    const { id } = await workspace()
    await client().workspaces.delete({ workspace: 'w' })
    await library.until(async () => (await client().deletions.get({ id })).deletion.erasedAt !== null)
    expect(existsSync(join(library.data, 'sealed', id))).toBe(false)
  })
})
