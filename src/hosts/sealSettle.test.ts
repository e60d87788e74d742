import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idle, withHost } from './testing/restart'

/* What a host makes of a list, an archive and open files that do not agree: nothing of a workspace is ever lost for it. */

const password = 'correct horse battery'
let folder: string
/** The same workspace, open and sealed. */
let open: string
let sealed: string
let id: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-settle-'))
  open = join(folder, 'open')
  sealed = join(folder, 'sealed')
  const file = join(folder, 'note.md')
  writeFileSync(file, '# Note\n\nThe heron was seen here.\n')
  mkdirSync(open)
  await withHost(open, async (host) => {
    id = (await host.client.workspaces.create({ name: 'w' })).workspace.id
    await host.client.documents.add({ workspace: 'w', sources: [{ kind: 'path', path: file }] })
    await idle(host, 'w')
  })
  cpSync(open, sealed, { recursive: true })
  await withHost(sealed, async ({ client }) => {
    for await (const _ of await client.seals.seal({ workspace: 'w', password }));
  })
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A list that says otherwise than the files: as an older copy of it would. */
function listAsOf(data: string, other: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(join(data, `app.db${ending}`), { force: true })
  const db = new Database(join(other, 'app.db'))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  cpSync(join(other, 'app.db'), join(data, 'app.db'))
}

function copyOf(data: string): string {
  const copy = mkdtempSync(join(folder, 'copy-'))
  cpSync(data, copy, { recursive: true })
  return copy
}

const archiveIn = (data: string) => join(data, 'sealed', id, 'archive.carrel')

/** Opens what is sealed, and says what it was before that. */
const stateOf = (data: string) =>
  withHost(data, async ({ client }) => {
    const { sealedAt } = (await client.workspaces.get({ workspace: id })).workspace
    if (sealedAt !== null) for await (const _ of await client.seals.unseal({ workspace: id, password }));
    const { hits } = await client.search.query({ workspace: id, query: 'heron' })
    expect(hits.map(({ name }) => name)).toEqual(['note.md'])
    return sealedAt === null ? 'open' : 'sealed'
  })

describe('a host finds a workspace', { timeout: 180_000 }, () => {
  it('that an older list calls open, with its archive alone: it is sealed', async () => {
    const data = copyOf(sealed)
    listAsOf(data, open)
    expect(await stateOf(data)).toBe('sealed')
  })

  it('that an older list calls sealed, with its open files alone: it is open', async () => {
    const data = copyOf(open)
    listAsOf(data, sealed)
    expect(await stateOf(data)).toBe('open')
  })

  it('that is called sealed, with open files and an archive that was cut off: it is open, and the rest of the archive goes', async () => {
    const data = copyOf(sealed)
    cpSync(join(open, 'workspaces', id), join(data, 'workspaces', id), { recursive: true })
    truncateSync(archiveIn(data), 1_000)
    expect(await stateOf(data)).toBe('open')
    expect(existsSync(archiveIn(data))).toBe(false)
  })

  it('on a list that was lost with all its copies: it is on the list again, and sealed', async () => {
    const data = copyOf(sealed)
    rmSync(join(data, 'backups'), { recursive: true, force: true })
    for (const ending of ['', '-wal', '-shm']) rmSync(join(data, `app.db${ending}`), { force: true })
    writeFileSync(join(data, 'app.db'), 'this is no database')
    expect(await stateOf(data)).toBe('sealed')
  })

  it('that is sealed, and its archive is gone with its open files: it says so, and takes a copy that is put there', async () => {
    const data = copyOf(sealed)
    renameSync(archiveIn(data), `${archiveIn(data)}.away`)
    const opening = withHost(data, async ({ client }) => {
      for await (const _ of await client.seals.unseal({ workspace: id, password }));
    })
    await expect(opening).rejects.toMatchObject({ code: 'FILE_MISSING' })
    renameSync(`${archiveIn(data)}.away`, archiveIn(data))
    expect(await stateOf(data)).toBe('sealed')
  })
})
