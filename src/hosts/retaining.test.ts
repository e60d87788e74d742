import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepAll } from '../contract/retention'
import { openDatabase } from '../core/catalog/openDatabase'
import { workspaceMigrations } from '../core/catalog/workspaceSchema'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* What is kept how long, on a real host: exactly what is listed goes, and nothing else, off the disk and with a receipt. */

const workspace = 'w'
const old = 'marmotquill'
let library: LibraryHost
beforeAll(async () => void (library = await openLibraryHost()), 60_000)
afterAll(() => library.close())
const client = () => library.host.client

/** Makes what is there as old as if it had been there for so many days. */
async function age(sql: string, days: number): Promise<void> {
  const { workspaces } = await client().workspaces.list()
  const db = openDatabase(join(library.data, 'workspaces', workspaces[0]!.id, 'workspace.db'), workspaceMigrations)
  db.prepare(sql).run(new Date(Date.now() - days * 86_400_000).toISOString())
  db.close()
}

async function ask(question: string): Promise<void> {
  for await (const event of await client().chat.ask({ workspace, question })) void event
}

describe('retention', { timeout: 120_000 }, () => {
  it('keeps everything until somebody says otherwise', async () => {
    await library.add(library.file('old.md', `# Old\n\nThe ${old} ends on 31 March.\n`))
    await ask(`When does the ${old} end?`)
    await age('UPDATE documents SET added_at = ?', 900)
    await age('UPDATE chats SET changed_at = ?', 900)
    expect((await client().retention.get({ workspace })).policy).toEqual(keepAll)
    expect((await client().retention.preview({ workspace })).items).toEqual([])
    expect((await client().retention.apply({ workspace })).receipt).toBeNull()
  })

  it('lists exactly what would go, also of a setting that is only thought of, and what goes is what was listed', async () => {
    await library.add(library.file('new.md', 'The heron came back on 2 May.\n'))
    await ask('When did the heron come back?')
    await client().chat.update({ workspace, chat: 'When did the heron come back?', pinned: true })
    const policy = { ...keepAll, documents: 365, chats: 365 }
    const { items } = await client().retention.preview({ workspace, policy })
    expect(items).toMatchObject([
      { part: 'documents', name: 'old.md' },
      { part: 'chats', name: `When does the ${old} end?` },
    ])
    expect((await client().retention.get({ workspace })).policy).toEqual(keepAll)
    await client().retention.update({ workspace, policy })
    expect(library.filesWith(old)).not.toEqual([])
    const { receipt } = await client().retention.apply({ workspace })
    expect(receipt).toMatchObject({ documents: 1, chats: 1, history: 0, ledger: 0, erasedAt: null })
    expect(await library.library()).toEqual([['new.md', 'ready']])
    expect((await client().chat.list({ workspace })).chats.map(({ title }) => title)).toEqual(['When did the heron come back?'])
    await library.ended(receipt!.job)
    const { receipts } = await client().retention.get({ workspace })
    expect(receipts).toMatchObject([{ job: receipt!.job, documents: 1, erasedAt: expect.any(String) as string }])
    expect(library.filesWith(old)).toEqual([])
    expect((await client().retention.preview({ workspace })).items).toEqual([])
  })

  it('forgets ended jobs and entries of the ledger by their age, and leaves what is under way', async () => {
    await client().retention.update({ workspace, policy: { ...keepAll, history: 30, ledger: 30 } })
    await age('UPDATE jobs SET ended_at = ? WHERE ended_at IS NOT NULL', 31)
    await age("INSERT INTO egress (at, host, purpose, outcome, documents) VALUES (?, 'old.example', 'page', 'sent', '[]')", 31)
    const { items } = await client().retention.preview({ workspace })
    expect(new Set(items.map(({ part }) => part))).toEqual(new Set(['history', 'ledger']))
    const { receipt } = await client().retention.apply({ workspace })
    await library.ended(receipt!.job)
    expect((await client().jobs.list({ workspace })).jobs.map(({ id }) => id)).toEqual([receipt!.job])
    expect((await client().egress.list({ workspace })).entries).toEqual([])
    expect(await library.verify()).toMatchObject({ ok: true })
    expect(await library.search('heron')).toEqual(['new.md'])
  })

  it('takes no time that is none', async () => {
    await expect(client().retention.update({ workspace, policy: { ...keepAll, chats: 0 } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
