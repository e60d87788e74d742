import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WatchFileRow } from '../catalog/watchRows'
import { differenceOf, mustAsk } from './difference'
import { type FoundFile, isIgnored, type Listing, listFolder } from './listFolder'

const never = new AbortController().signal
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-listing-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text = 'text') => {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}
const names = ({ files }: Listing) => [...files.values()].map(({ name }) => name).sort()

describe('listing a watched folder', () => {
  it('gives every file with its name within the folder, and leaves out what is no document of the user', async () => {
    for (const name of ['a.md', 'sub/b.md', 'sub/deep/c d.md', 'über.txt']) write(name)
    for (const name of [
      '.hidden',
      '.git/config',
      '~$a.docx',
      'a.md~',
      'x.tmp',
      'film.mp4.crdownload',
      'x.part',
      'node_modules/p/readme.md',
      'Thumbs.db',
    ])
      write(name)
    const listing = await listFolder(folder, never)
    expect(names(listing)).toEqual(['a.md', 'sub/b.md', 'sub/deep/c d.md', 'über.txt'])
    expect(listing.files.get(join(folder, 'a.md'))).toMatchObject({ bytes: 4, path: join(folder, 'a.md') })
    expect(listing.unreadable).toEqual([])
  })

  it('does not follow links, so that nothing from elsewhere comes in and no circle is walked', async () => {
    write('real.md')
    symlinkSync(folder, join(folder, 'circle'))
    symlinkSync('/etc/hostname', join(folder, 'elsewhere.txt'))
    expect(names(await listFolder(folder, never))).toEqual(['real.md'])
  })

  it('throws where the folder is not there or is none, so that it is not taken for an empty one', async () => {
    write('file')
    await expect(listFolder(join(folder, 'none'), never)).rejects.toThrow(/ENOENT/)
    await expect(listFolder(join(folder, 'file'), never)).rejects.toThrow(/ENOTDIR/)
  })

  it('tells a file whose name is no Unicode, which the system does not find again', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0x2e, 0x74, 0x78, 0x74])]), 'text')
    const { files, unreadable } = await listFolder(folder, never)
    expect([files.size, unreadable.length]).toEqual([0, 1])
  })

  it('keeps names that only look like those left out', () => {
    for (const name of ['tmp', 'a.tmpl', 'apart', 'node_modules.md', 'part.md', 'download.pdf'])
      expect([name, isIgnored(name)]).toEqual([name, false])
  })

  it('sees by the time of the change that a file was written again, whatever its size and date say', async () => {
    write('a.md', 'one')
    const before = (await listFolder(folder, never)).files.get(join(folder, 'a.md')) as FoundFile
    await new Promise((resolve) => setTimeout(resolve, 20))
    write('b.md', 'two')
    renameSync(join(folder, 'b.md'), join(folder, 'a.md'))
    const { utimesSync } = await import('node:fs')
    utimesSync(join(folder, 'a.md'), before.modifiedMs / 1000, before.modifiedMs / 1000)
    const listing = await listFolder(folder, never)
    expect(differenceOf(listing, [rowOf(before)]).candidates.map(({ name }) => name)).toEqual(['a.md'])
  })
})

function rowOf({ path, bytes, modifiedMs, changedMs }: FoundFile, missing = 0): WatchFileRow {
  return { watch: 'w', path, bytes, modified_ms: modifiedMs, changed_ms: changedMs, sha256: 's', document: 'd', missing }
}

describe('the difference', () => {
  const file = (name: string, changedMs = 1): FoundFile => ({ path: `/f/${name}`, name, bytes: 1, modifiedMs: 1, changedMs })
  const listing = (files: FoundFile[], unreadable: string[] = []): Listing => ({
    files: new Map(files.map((one) => [one.path, one])),
    unreadable,
  })

  it('is what is new, what has changed, what is gone and what has come back', () => {
    const known = [rowOf(file('same')), rowOf(file('changed')), rowOf(file('gone')), rowOf(file('back'), 1)]
    const found = differenceOf(listing([file('same'), file('changed', 2), file('back'), file('new')]), known)
    expect(found.candidates.map(({ name }) => name)).toEqual(['changed', 'new'])
    expect(found.missing.map(({ path }) => path)).toEqual(['/f/gone'])
    expect(found.returned.map(({ path }) => path)).toEqual(['/f/back'])
  })

  it('never takes for gone what lies in a place that could not be looked into', () => {
    const known = [rowOf(file('closed/a')), rowOf(file('closed/deep/b')), rowOf(file('closed2/c')), rowOf(file('odd'))]
    expect(differenceOf(listing([], ['/f/closed', '/f/odd']), known).missing.map(({ path }) => path)).toEqual(['/f/closed2/c'])
  })

  it('of a folder with itself is nothing, and each known file is in exactly one place', () => {
    const files = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-c]{1,3}$/), changedMs: fc.integer({ min: 1, max: 2 }) }), {
      selector: ({ name }) => name,
    })
    fc.assert(
      fc.property(files, files, (before, after) => {
        const [was, is] = [before, after].map((all) => all.map(({ name, changedMs }) => file(name, changedMs)))
        const known = (was as FoundFile[]).map((one) => rowOf(one))
        const found = differenceOf(listing(is as FoundFile[]), known)
        const present = new Set((is as FoundFile[]).map(({ path }) => path))
        expect(found.missing.every(({ path }) => !present.has(path))).toBe(true)
        const unchanged = known.filter((row) => present.has(row.path) && !found.candidates.some(({ path }) => path === row.path))
        expect(
          found.missing.length + unchanged.length + found.candidates.filter(({ path }) => known.some((row) => row.path === path)).length,
        ).toBe(known.length)
        expect(differenceOf(listing(was as FoundFile[]), known)).toEqual({ candidates: [], missing: [], returned: [] })
      }),
    )
  })

  it.each([
    [1, 2, false],
    [1, 1, true],
    [2, 3, true],
    [5, 10, false],
    [6, 10, true],
    [100, 1_000, false],
    [101, 1_000, true],
    [0, 0, false],
  ])('of %i gone among %i asks first: %s', (removed, documents, asks) => {
    expect(mustAsk({ removed, documents })).toBe(asks)
  })
})
