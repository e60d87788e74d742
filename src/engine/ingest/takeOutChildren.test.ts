import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IngestEvent, IngestInput } from '../../contract/worker'
import { formatOf } from '../formats'
import { type MadeEntry, makeZip } from '../formats/zip/testing/makeZip'
import { identify } from './identify'
import { takeOutChildren } from './takeOutChildren'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-children-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
async function takeOut(entries: readonly MadeEntry[], { signal }: { signal: AbortSignal } = new AbortController()) {
  const file = join(folder, `${++count}.zip`)
  const staging = join(folder, `staging-${count}`)
  await writeFile(file, makeZip(entries))
  const head = await identify(file, 'a.zip')
  const input = { document: 'doc', name: 'a.zip', file, staging } as IngestInput
  return { staging, events: takeOutChildren({ input, head, format: formatOf(head) }, { signal }) }
}
type ChildEvent = Extract<IngestEvent, { type: 'child' }>

const files = Array.from({ length: 150 }, (_, i) => ({ name: `${i}.txt`, content: `The content of ${i % 140}.` }))

test('each file is told of in its order, once it lies whole under its own hash', async () => {
  const { staging, events } = await takeOut(files)
  const names: string[] = []
  for await (const event of events) {
    const { name, bytes, sha256 } = event as ChildEvent
    names.push(name)
    const content = await readFile(join(staging, `doc.${sha256}.child`), 'utf8')
    expect([content, content.length]).toEqual([files[names.length - 1]!.content, bytes])
  }
  expect(names).toEqual(files.map(({ name }) => name))
  expect((await readdir(staging)).length).toBe(140)
})

test('a damaged file is told of in its place, and those around it are there', async () => {
  const { events } = await takeOut(files.map((one, i) => (i === 70 ? { ...one, checksum: 1 } : one)))
  const told = (await Array.fromAsync(events)) as ChildEvent[]
  expect(told.flatMap(({ code }, i) => (code ? [[i, code]] : []))).toEqual([[70, 'DOCUMENT_CORRUPT']])
  expect(told.filter(({ sha256 }) => sha256 !== '')).toHaveLength(149)
})

test('nothing that is not whole stays behind where nobody wants the rest', async () => {
  const control = new AbortController()
  const { staging, events } = await takeOut(files, control)
  await expect(
    (async () => {
      for await (const event of events) if ((event as ChildEvent).name === '3.txt') control.abort(new Error('stop'))
    })(),
  ).rejects.toThrow('stop')
  expect((await readdir(staging)).filter((name) => name.includes('unfinished'))).toEqual([])
})
