import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainPage } from '../page'
import { appendPages, openPageFile, type KeptPage } from './pageFile'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-pages-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const kept = (page: number, text: string): KeptPage => ({ ...plainPage(page, text, []), state: 'read' })

async function write(path: string, pages: KeptPage[], seal: boolean): Promise<void> {
  const writer = await appendPages(path, { compress: true })
  for (const page of pages) await writer.append(page)
  if (seal) await writer.seal()
  await writer.close()
}

test('pages come back as they were kept, from a growing and from a finished file', async () => {
  for (const seal of [false, true]) {
    const path = join(folder, `a-${seal}`)
    await write(path, [kept(2, 'zwei – 二'), { ...kept(1, ''), state: 'failed', message: 'broken' }], seal)
    const file = await openPageFile(path)
    expect(file.pages).toEqual([1, 2])
    expect(await file.read(2)).toEqual(kept(2, 'zwei – 二'))
    expect(file.entries.get(1)).toMatchObject({ state: 'failed', message: 'broken' })
    await expect(file.read(3)).rejects.toMatchObject({ code: 'PAGE_NOT_FOUND' })
    await file.close()
  }
})

test('wherever a growing file is cut, whole pages are kept and reading goes on after them', async () => {
  const path = join(folder, 'cut')
  await write(path, [kept(1, 'one'), kept(2, 'two'), kept(3, 'three')], false)
  const whole = await readFile(path)
  for (let length = 0; length <= whole.length; length += 7) {
    await writeFile(path, whole.subarray(0, length))
    const writer = await appendPages(path, { compress: true })
    const before = [...writer.entries.keys()]
    expect(before).toEqual([1, 2, 3].slice(0, before.length))
    await writer.append(kept(9, 'nine'))
    await writer.close()
    const file = await openPageFile(path)
    expect(file.pages).toEqual([...before, 9])
    expect((await file.read(9)).text).toBe('nine')
    await file.close()
  }
})

test('of a page kept twice the last counts', async () => {
  const path = join(folder, 'twice')
  await write(path, [kept(1, 'first'), kept(1, 'second')], false)
  const file = await openPageFile(path)
  expect((await file.read(1)).text).toBe('second')
  await file.close()
})

test('a changed byte is noticed', async () => {
  const path = join(folder, 'flipped')
  await write(path, [kept(1, 'a page with some text on it')], true)
  const bytes = await readFile(path)
  bytes[30]! ^= 1
  await writeFile(path, bytes)
  const file = await openPageFile(path)
  await expect(file.read(1)).rejects.toMatchObject({ code: 'DATA_DAMAGED' })
  await file.close()
})

test('a missing file is told as such, and rubbish behind the pages does no harm', async () => {
  await expect(openPageFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_MISSING' })
  const path = join(folder, 'rubbish')
  await write(path, [kept(1, 'one')], false)
  const { size } = await stat(path)
  await appendFile(path, Buffer.alloc(100, 7))
  const file = await openPageFile(path)
  expect(file.pages).toEqual([1])
  await file.close()
  await (await appendPages(path, { compress: false })).close()
  expect((await stat(path)).size).toBe(size)
})
