import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  host,
  workspace,
  files,
  open,
  write,
  move,
  remove,
  ended,
  watchFiles,
  library,
  byName,
  theWatch,
  search,
  until,
  untilNames,
} from './testing/watchingHost'

describe('a watched folder', () => {
  it('brings in what lies in it, then what is added, changed, moved, renamed and deleted, and changes no file itself', async () => {
    for (let n = 1; n <= 6; n++) write(`notes/n${n}.md`, `# Note ${n}\n\nThe word is marker${n}.\n`)
    write('.git/config', 'not this')
    write('draft.tmp', 'nor this')
    const watch = await watchFiles()
    expect(watch).toMatchObject({ path: files, state: 'ok', pending: 0 })
    const before = await byName()
    expect(Object.keys(before).sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `notes/n${n}.md`))
    expect(await theWatch()).toMatchObject({ live: true, documents: 6 })

    write('late.md', '# Late\n\nA chartreuse word.\n')
    await untilNames('late.md', ...Object.keys(before))
    expect(await search('chartreuse')).toEqual(['late.md'])

    write('notes/n1.md', '# Note 1\n\nNow it says heliotrope.\n')
    await until(async () => (await search('heliotrope')).length === 1)
    expect((await byName())['notes/n1.md']?.id).toBe(before['notes/n1.md']?.id)
    expect(await search('marker1')).toEqual([])

    move('notes/n2.md', 'elsewhere/n2.md')
    move('notes/n3.md', 'notes/heading.md')
    await untilNames('late.md', 'elsewhere/n2.md', 'notes/heading.md', 'notes/n1.md', 'notes/n4.md', 'notes/n5.md', 'notes/n6.md')
    const moved = await byName()
    expect(moved['elsewhere/n2.md']).toMatchObject({ id: before['notes/n2.md']?.id, origin: join(files, 'elsewhere/n2.md') })
    expect(moved['notes/heading.md']?.id).toBe(before['notes/n3.md']?.id)
    expect(await search('heading')).toEqual(['notes/heading.md'])
    expect(await search('marker2')).toEqual(['elsewhere/n2.md'])

    remove('notes/n4.md')
    await until(async () => !('notes/n4.md' in (await byName())))
    expect(await search('marker4')).toEqual([])
    expect(await theWatch()).toMatchObject({ state: 'ok', documents: 6 })
    const same = digestOf(files)
    await host.client.watches.add({ workspace, path: files }).then(({ job }) => ended(job))
    expect(digestOf(files)).toBe(same)
    const { job } = await host.client.workspaces.verify({ workspace })
    await ended(job)
    expect((await host.client.jobs.get({ workspace, job })).job.result).toMatchObject({ ok: true })
  })

  it('asks before it removes more than half: confirmed they go, kept they stay, and what comes back is as it was', async () => {
    for (let n = 1; n <= 5; n++) write(`n${n}.md`, `The word is marker${n}.`)
    await watchFiles()
    const before = await byName()
    for (const n of [1, 2, 3]) remove(`n${n}.md`)
    await until(async () => (await theWatch()).pending === 3)
    expect(await theWatch()).toMatchObject({ state: 'asking', documents: 5, pendingNames: ['n1.md', 'n2.md', 'n3.md'] })
    expect(await search('marker1')).toEqual(['n1.md'])

    write('n3.md', 'The word is marker3.')
    await until(async () => (await theWatch()).pending === 2)
    expect((await byName())['n3.md']?.id).toBe(before['n3.md']?.id)
    expect(Object.keys(await byName())).toHaveLength(5)

    const { job, watch } = await host.client.watches.confirm({ workspace, watch: files })
    await ended(job)
    expect(watch).toMatchObject({ state: 'ok', pending: 0, documents: 3 })
    expect(Object.keys(await byName()).sort()).toEqual(['n3.md', 'n4.md', 'n5.md'])
    expect(await search('marker1')).toEqual([])

    for (const n of [3, 4]) remove(`n${n}.md`)
    await until(async () => (await theWatch()).pending === 2)
    expect((await host.client.watches.keep({ workspace, watch: files })).watch).toMatchObject({ state: 'ok', pending: 0, documents: 1 })
    await ended((await host.client.watches.add({ workspace, path: files })).job)
    expect(Object.keys(await byName()).sort()).toEqual(['n3.md', 'n4.md', 'n5.md'])
  })

  it('says so to who listens when its state changes', async () => {
    write('n1.md', 'The word is marker1.')
    await watchFiles()
    const leave = new AbortController()
    const states: string[] = []
    const { id } = (await host.client.workspaces.get({ workspace })).workspace
    const listening = (async () => {
      for await (const event of await host.client.events.watch(undefined, { signal: leave.signal }))
        if (event.type === 'watches.changed' && event.workspace === id) states.push((await theWatch()).state)
    })().catch(() => {})
    remove('n1.md')
    await until(async () => states.includes('asking'))
    renameSync(files, `${files}-away`)
    await until(async () => states.includes('offline'))
    leave.abort()
    await listening
    expect(states).toEqual(expect.arrayContaining(['asking', 'offline']))
  })

  it('asks before it removes more than a hundred, however many there are', { timeout: 120_000 }, async () => {
    for (let n = 0; n < 210; n++) write(`n${n}.txt`, `text ${n}`)
    await watchFiles()
    for (let n = 0; n < 101; n++) remove(`n${n}.txt`)
    await until(async () => (await theWatch()).pending === 101)
    expect((await host.client.documents.list({ workspace })).total).toBe(210)
  })

  it('that is not there is offline, and nothing is removed; when it is back nothing is read anew', async () => {
    for (let n = 1; n <= 3; n++) write(`n${n}.md`, `The word is marker${n}.`)
    await watchFiles()
    const before = await library()
    renameSync(files, `${files}-away`)
    await until(async () => (await theWatch()).state === 'offline')
    expect((await theWatch()).message).toMatch(/is not there\. Its documents stay/)
    expect(await search('marker1')).toEqual(['n1.md'])
    await expect(host.client.watches.confirm({ workspace, watch: files })).rejects.toMatchObject({ code: 'FILE_MISSING' })
    await ended((await host.client.watches.add({ workspace, path: files })).job)
    expect(await library()).toEqual(before)

    renameSync(`${files}-away`, files)
    await until(async () => (await theWatch()).state === 'ok')
    expect(await library()).toEqual(before)
    write('n4.md', 'The word is marker4.')
    await untilNames('n1.md', 'n2.md', 'n3.md', 'n4.md')
  })

  it('that has become empty, as the place of a drive that was taken out, keeps its documents until it is told', async () => {
    write('only.md', 'The word is marker.')
    await watchFiles()
    remove('only.md')
    await until(async () => (await theWatch()).state === 'asking')
    expect(await search('marker')).toEqual(['only.md'])
  })

  it('finds at the start of a host what happened while none was running', async () => {
    for (let n = 1; n <= 6; n++) write(`n${n}.md`, `# N${n}\n\nThe word is marker${n}.\n`)
    await watchFiles()
    const before = await byName()
    await host.close()
    write('n1.md', 'Now it says heliotrope.')
    move('n2.md', 'sub/n2.md')
    remove('n3.md')
    write('n7.md', 'The word is marker7.')
    await open('web')
    await untilNames('n1.md', 'sub/n2.md', 'n4.md', 'n5.md', 'n6.md', 'n7.md')
    await until(async () => (await search('heliotrope')).length === 1)
    const after = await byName()
    expect(after['sub/n2.md']?.id).toBe(before['n2.md']?.id)
    expect(after['n1.md']?.id).toBe(before['n1.md']?.id)
    expect(after['n4.md']).toEqual(before['n4.md'])
  })
})

/** Names and bytes of all files below a folder. */
function digestOf(root: string): string {
  const hash = createHash('sha256')
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}
