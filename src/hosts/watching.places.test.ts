import { appendFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  folder,
  host,
  workspace,
  files,
  write,
  ended,
  watchFiles,
  library,
  byName,
  search,
  until,
  untilNames,
} from './testing/watchingHost'

describe('a folder that is watched', () => {
  it('does not take a file that is still being written', async () => {
    write('other.md', 'other')
    await watchFiles()
    const seen = new Set<number>()
    for (let n = 0; n < 20; n++) {
      appendFileSync(join(files, 'growing.md'), `Line ${n} of a file that is still being copied.\n\n`)
      const now = (await byName())['growing.md']
      if (now) seen.add(now.bytes)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    await untilNames('growing.md', 'other.md')
    expect([...seen]).toEqual([])
    expect((await byName())['growing.md']?.bytes).toBe(statSync(join(files, 'growing.md')).size)
  })

  it('leaves out what the user removed from the library, until its file changes', async () => {
    for (const n of [1, 2, 3]) write(`n${n}.md`, `The word is marker${n}.`)
    await watchFiles()
    await ended((await host.client.documents.remove({ workspace, documents: ['n1.md'] })).job)
    await ended((await host.client.watches.add({ workspace, path: files })).job)
    expect(Object.keys(await byName()).sort()).toEqual(['n2.md', 'n3.md'])
    write('n1.md', 'The word is another.')
    await untilNames('n1.md', 'n2.md', 'n3.md')
  })

  it('is told no more once it is watched no longer, and its documents stay', async () => {
    write('n1.md', 'The word is marker1.')
    const { id } = await watchFiles()
    expect(await host.client.watches.remove({ workspace, watch: id })).toEqual({ removed: files })
    expect((await host.client.watches.list({ workspace })).watches).toEqual([])
    write('n2.md', 'The word is marker2.')
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(Object.keys(await byName())).toEqual(['n1.md'])
  })

  it('is one folder, not a file, not within another one, and not the place of Carrel’s own data', async () => {
    write('sub/n1.md', 'text')
    await watchFiles()
    const refused = async (path: string) => {
      const error = await host.client.watches.add({ workspace, path }).catch((cause: { code: string; message: string }) => cause)
      return 'code' in error ? `${error.code} ${error.message}` : 'taken'
    }
    expect(await refused(join(files, 'sub'))).toMatch(/^BAD_REQUEST .*watched already/)
    expect(await refused(join(files, 'sub/n1.md'))).toMatch(/^BAD_REQUEST .*is a file/)
    expect(await refused(join(files, 'none'))).toMatch(/^FILE_MISSING There is no folder/)
    expect(await refused(folder)).toMatch(/^BAD_REQUEST .*data of Carrel/)
    expect(await refused(join(folder, 'data/workspaces'))).toMatch(/^BAD_REQUEST .*data of Carrel/)
    await expect(host.client.watches.keep({ workspace, watch: '/nowhere' })).rejects.toMatchObject({ code: 'FILE_MISSING' })
  })

  it('takes over what was added before from the same place, and what was uploaded', async () => {
    write('n1.md', 'The word is marker1.')
    write('sub/n2.md', 'The word is marker2.')
    await ended((await host.client.documents.add({ workspace, sources: [{ kind: 'path', path: join(files, 'n1.md') }] })).job)
    const upload = '11111111-2222-4333-8444-555555555555'
    writeFileSync(join(host.core.uploadsFolder, upload), 'The word is marker2.')
    await ended((await host.client.documents.add({ workspace, sources: [{ kind: 'upload', upload, name: 'sub/n2.md' }] })).job)
    const before = await library()
    await watchFiles()
    expect((await library()).map(({ id, name }) => [id, name])).toEqual(before.map(({ id, name }) => [id, name]))
    expect((await byName())['sub/n2.md']?.origin).toBe(join(files, 'sub/n2.md'))
    write('sub/n2.md', 'Now it says heliotrope.')
    await until(async () => (await search('heliotrope')).length === 1)
    expect((await library()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })

  it('goes with its workspace', async () => {
    write('n1.md', 'The word is marker1.')
    await watchFiles()
    await host.client.workspaces.delete({ workspace })
    write('n2.md', 'nobody hears this')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    await host.client.workspaces.create({ name: workspace })
    expect((await host.client.watches.list({ workspace })).watches).toEqual([])
  })
})
