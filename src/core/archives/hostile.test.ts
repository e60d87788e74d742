import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../catalog/openDatabase'
import { workspaceMigrations } from '../catalog/workspaceSchema'
import { isArchivePath, unpack } from './archiveFiles'
import { disarmCatalogue } from './disarmCatalogue'

/* Archives that were sealed by somebody who knows the passphrase and wishes the reader ill. */

const title = { archive: 1, name: 'w', createdAt: '2026-11-21', exportedAt: '2026-11-21', writtenBy: 'Carrel' }
const sha = (content: string) => createHash('sha256').update(content).digest()

function head(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

const file = (path: string, content: string, claim: object = {}) =>
  Buffer.concat([head({ path, bytes: Buffer.byteLength(content), ...claim }), Buffer.from(content), sha(content)])

async function unpacked(...records: Buffer[]): Promise<string[]> {
  const opened: string[] = []
  async function* bytes() {
    yield Buffer.concat(records)
  }
  await unpack(bytes(), {
    title: () => {},
    open: async (path) => {
      opened.push(path)
      return { write: async () => {}, close: async () => {} }
    },
  })
  return opened
}

describe('unpacking', () => {
  it('takes files of a workspace', async () => {
    const source = `sources/${sha('a').toString('hex')}`
    const records = [
      head(title),
      file('workspace.db', 'db'),
      file(source, 'a'),
      file('index/hash.lance/data/1-2_3.lance', 'x'),
      head({ files: 3, bytes: 4 }),
    ]
    expect(await unpacked(...records)).toEqual(['workspace.db', source, 'index/hash.lance/data/1-2_3.lance'])
  })

  it.each(
    [
      '../out',
      'index/../../out',
      '/etc/passwd',
      'index//x',
      'index/./x',
      'index/.hidden',
      'C:\\out',
      'index\\..\\out',
      'index/x\u0000',
      'sources',
      'other/x',
      'index/con',
      'index/NUL.lance',
      'index/a.',
      'index/a ',
      'index/a:b',
      'workspace.db-wal',
      'workspace.db/x',
      'Index/x',
      'index/\u202ex',
      `index/${'a'.repeat(300)}`,
      'index/a/b/c/d/e/f/g/h',
      '',
      'staging/x',
    ].map((path) => [path]),
  )('refuses a file called %j before it is made', async (path) => {
    await expect(unpacked(head(title), file(path, 'x'), head({ files: 1, bytes: 1 }))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' })
  })

  it('lets no random path out of the folder', () => {
    const step = fc.constantFrom('index', 'sources', 'pages', '..', '.', '', 'a', '~', '%2e%2e', '\\', ':', 'workspace.db')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(step, { maxLength: 9 }).map((steps) => steps.join('/')),
        ),
        (path) => {
          if (!isArchivePath(path)) return
          expect(join('/base/x', path).startsWith('/base/x/')).toBe(true)
          expect(path).not.toMatch(/\\|\u0000|\/\.|^\./)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['a title it cannot know', [head({ ...title, archive: 2 })]],
    ['no end', [head(title), file('index/x', 'x')]],
    ['an end that counts otherwise', [head(title), file('index/x', 'x'), head({ files: 2, bytes: 1 })]],
    ['something after the end', [head(title), head({ files: 0, bytes: 0 }), Buffer.from('x')]],
    ['the same file twice', [head(title), file('index/x', 'x'), file('index/X', 'x'), head({ files: 2, bytes: 2 })]],
    [
      'content of another hash',
      [head(title), head({ path: 'index/x', bytes: 1 }), Buffer.from('y'), sha('x'), head({ files: 1, bytes: 1 })],
    ],
    ['an original under another name', [head(title), file(`sources/${'0'.repeat(64)}`, 'x'), head({ files: 1, bytes: 1 })]],
    ['a size that is not there', [head(title), file('index/x', 'x', { bytes: 2 ** 50 })]],
    ['a size below nothing', [head(title), file('index/x', 'x', { bytes: -1 })]],
    ['a head of many megabytes', [head(title), head({ path: 'index/x', bytes: 1, more: 'x'.repeat(9_000_000) })]],
    ['nothing', []],
  ])('refuses %s', async (_what, records) => {
    await expect(unpacked(...records)).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
      message: expect.stringMatching(/Nothing was imported/),
    })
  })
})

describe('a catalogue from elsewhere', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carrel-hostile-'))
    mkdirSync(join(folder, 'sources'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const kept = 'a'.repeat(64)
  function make(change: (db: Database) => void): void {
    writeFileSync(join(folder, 'sources', kept), '')
    const db = openDatabase(join(folder, 'workspace.db'), workspaceMigrations)
    db.prepare('INSERT INTO embedder (id) VALUES (?)').run('hash')
    change(db)
    db.close()
  }
  const add = (db: Database, values: object) => {
    const row = { id: 'd1', name: 'x', wanted_name: 'x', status: 'ready', bytes: 1, sha256: kept, stored: 1, added_at: 'now', ...values }
    const names = Object.keys(row)
    db.prepare(`INSERT INTO documents (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(row)
  }
  const read = <T>(sql: string): T[] => {
    const db = openDatabase(join(folder, 'workspace.db'), workspaceMigrations)
    try {
      return db.prepare(sql).all() as T[]
    } finally {
      db.close()
    }
  }

  it('loses what would make this machine read, watch or send, and keeps the rest', () => {
    make((db) => {
      add(db, {})
      add(db, { id: 'd2', name: 'y', sha256: 'b'.repeat(64), stored: 0, origin: '/etc/passwd' })
      add(db, { id: 'd3', name: 'z', origin: 'https://example.com/', stored: 0 })
      db.prepare("INSERT INTO watches (id, path, ocr, added_at) VALUES ('w', '/home', 'auto', 'now')").run()
      db.prepare('INSERT INTO egress_policy (only_row, policy) VALUES (1, ?)').run(
        JSON.stringify({ mode: 'services', hosts: ['evil.example'] }),
      )
      const payload = JSON.stringify({ sources: [{ kind: 'path', path: '/etc' }] })
      db.prepare(
        "INSERT INTO jobs (id, kind, title, state, priority, payload, created_at) VALUES ('j', 'add', 'x', 'queued', 1, ?, 'now')",
      ).run(payload)
    })
    disarmCatalogue(folder)
    expect(read('SELECT id, stored, origin FROM documents ORDER BY id')).toEqual([
      { id: 'd1', stored: 1, origin: null },
      { id: 'd2', stored: 0, origin: null },
      { id: 'd3', stored: 1, origin: 'https://example.com/' },
    ])
    expect(read('SELECT * FROM jobs')).toEqual([])
    expect(read('SELECT * FROM watches')).toEqual([])
    expect(read<{ policy: string }>('SELECT policy FROM egress_policy').map((row) => JSON.parse(row.policy))).toEqual([
      { mode: 'ask', hosts: [] },
    ])
  })

  it.each<[string, (db: Database) => void]>([
    ['a trigger', (db) => db.exec('CREATE TRIGGER t AFTER INSERT ON jobs BEGIN DELETE FROM documents; END')],
    ['a view', (db) => db.exec('CREATE VIEW v AS SELECT 1')],
    ['a table of its own', (db) => db.exec('CREATE TABLE more (x)')],
    ['a hash that is a path', (db) => add(db, { sha256: '../../../../etc/passwd' })],
    ['pages that are a path', (db) => add(db, { pages_key: '../../other/pages/x.pages' })],
    ['an id that is a path', (db) => add(db, { id: '../x' })],
    ['an embedding that is a path', (db) => db.prepare("UPDATE embedder SET previous = '../../other'").run()],
    ['no embedding', (db) => db.prepare('DELETE FROM embedder').run()],
  ])('is refused with %s', (_what, change) => {
    make(change)
    expect(() => disarmCatalogue(folder)).toThrow(/Nothing was imported/)
  })

  it('of a newer version is told from a broken one', () => {
    make((db) => db.pragma(`user_version = ${workspaceMigrations.length + 1}`))
    expect(() => disarmCatalogue(folder)).toThrow(expect.objectContaining({ code: 'DATA_NEWER' }))
    writeFileSync(join(folder, 'workspace.db'), 'not a database at all, but long enough to be taken for one'.repeat(20))
    expect(() => disarmCatalogue(folder)).toThrow(expect.objectContaining({ code: 'ARCHIVE_DAMAGED' }))
    rmSync(join(folder, 'workspace.db'))
    expect(() => disarmCatalogue(folder)).toThrow(expect.objectContaining({ code: 'ARCHIVE_DAMAGED' }))
  })
})
