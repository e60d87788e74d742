import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { identify } from '../ingest/identify'
import type { Page } from '../page'
import { format } from './json'
import { jsonBlocks } from './json/jsonBlocks'
import { reindent, withoutEscapes } from './json/readableJson'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-json-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read(name: string, content: string): Promise<Page> {
  const path = join(folder, name)
  await writeFile(path, content)
  const { signal } = new AbortController()
  const head = await identify(path, name)
  expect(format.recognises(head)).toBeGreaterThan(0)
  return (await (await format.open({ path, head }, { signal })).read(1, { signal })).page
}
const passagesOf = (page: Page, name: string) => Array.fromAsync(chunk([page], { document: 'd', name, place: format.place }))
const user = (i: number) => ({ name: `User ${i}`, city: 'Vevey', note: 'n'.repeat(300), address: { street: `Rue ${i}`, tags: ['a', 'b'] } })
const users = Array.from({ length: 40 }, (_, i) => user(i))

test('a file in lines keeps them, and passages are called by their path', async () => {
  const source = JSON.stringify({ version: 2, 'odd key': { users } }, null, 2)
  const page = await read('users.json', source)
  expect(page.text).toBe(source)
  const drafts = await passagesOf(page, 'users.json')
  const twelfth = drafts.find((draft) => draft.text.includes('"User 12"'))!
  expect(twelfth.context).toContain('["odd key"].users[12]')
  const line = source.slice(0, source.indexOf('"User 12"')).split('\n').length
  expect(twelfth.place).toMatchObject({ kind: 'lines' })
  const { from, to } = twelfth.place as { from: number; to: number }
  expect(from).toBeLessThanOrEqual(line)
  expect(to).toBeGreaterThanOrEqual(line)
})

test('a file without lines is put in lines and cited by the path', async () => {
  const source = JSON.stringify({ version: 2, users })
  const page = await read('users.json', source)
  expect(JSON.parse(page.text)).toEqual(JSON.parse(source))
  expect(page.text.split('\n').length).toBeGreaterThan(200)
  const drafts = await passagesOf(page, 'users.json')
  expect(drafts.find((draft) => draft.text.includes('"User 12"'))!.place).toEqual({
    kind: 'part',
    part: expect.stringMatching(/^users\[1[012]\]$/),
  })
  expect(drafts.length).toBeGreaterThan(10)
})

test('lines of values are a block each, cited by their line', async () => {
  const source = users.map((one) => JSON.stringify(one)).join('\n')
  for (const name of ['users.jsonl', 'users.json']) {
    const page = await read(name, source)
    expect(page.blocks).toHaveLength(40)
    const drafts = await passagesOf(page, name)
    const twelfth = drafts.find((draft) => draft.text.includes('"User 12"'))!
    const { from, to } = twelfth.place as { from: number; to: number }
    expect(from).toBeLessThanOrEqual(13)
    expect(to).toBeGreaterThanOrEqual(13)
  }
})

test('letters written as numbers are read as letters, and what is no letter stays what it is', () => {
  expect(withoutEscapes(String.raw`"M\u00fcller\nund \"Sohn\" C:\\new \ud83d\ude00 \u0022 \u0000 a\/b \ud83d"`)).toBe(
    String.raw`"Müller und \"Sohn\" C:\\new 😀     a/b ` + '\ufffd"',
  )
})

describe('what is not quite JSON is read all the same', () => {
  test.each([
    ['cut off', '{"users": [{"name": "Ann"}, {"name": "Bo'],
    ['with comments', '{\n  // the name\n  "name": "Ann", /* and\n more */ "age": 3,\n}'],
    ['with words', "{name: 'Ann', age: NaN, more: undefined}"],
    ['with too many ends', '{"name": "Ann"}]}]}'],
    ['more than one value', '{"name": "Ann"} {"name": "Bo"}'],
  ])('%s', async (_name, source) => {
    const page = await read('x.json', source)
    expect(page.text).toBe(source)
    expect(page.text).toContain('Ann')
  })
})

const pieces = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"b c"',
  '"\\""',
  '"',
  '12',
  'true',
  ' ',
  '\n',
  '// c\n',
  '/* d */',
  '\\',
  "'x'",
  'é',
  '{"k": [1, 2]}',
  '[[[]]]',
)

test('putting in lines changes nothing but white space, and every line is in exactly one block', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 80 }), (parts) => {
      const source = parts.join('')
      const text = reindent(source)
      const bare = (one: string) => one.replace(/\s+/g, '')
      expect(bare(text)).toBe(bare(source))
      for (const one of [source, text]) {
        let at = 0
        let rest = ''
        for (const { start, end } of jsonBlocks(one)) {
          expect(start).toBeGreaterThanOrEqual(at)
          rest += one.slice(at, start)
          at = end
        }
        expect((rest + one.slice(at)).trim()).toBe('')
      }
    }),
    { numRuns: 3_000, seed: 13 },
  )
})

test('any JSON means the same in lines', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (source) => {
      expect(JSON.parse(reindent(source))).toEqual(JSON.parse(source))
    }),
    { numRuns: 500, seed: 17 },
  )
})

test.each([
  ['10 MB on a line', JSON.stringify(Array.from({ length: 25_000 }, (_, i) => user(i)))],
  ['lists in lists', '['.repeat(300_000) + ']'.repeat(300_000)],
  ['objects in objects', '{"a":'.repeat(100_000)],
  ['a string that never ends', `{"a": "${'x'.repeat(3_000_000)}`],
  ['numbers', `{"values":[${Array.from({ length: 500_000 }, (_, i) => i).join(',')}]}`],
  ['short lists on a line among lines', `{"a": 1,\n${'"b": 2,\n'.repeat(20_000)}"c": [${'[1],'.repeat(300_000)}0]}`],
])('%s costs time linear to it', { timeout: 60_000 }, async (_name, source) => {
  const { user: before } = process.cpuUsage()
  const page = await read('x.json', source)
  const drafts = await passagesOf(page, 'x.json')
  expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(20)
  expect(Math.max(...drafts.map(({ text }) => text.length))).toBeLessThan(2_500)
})

test('nesting that is no structure any more stays in one line', async () => {
  const text = reindent(`{"title": "Deep", "tree": ${'['.repeat(100_000)}"inmost"${']'.repeat(100_000)}}`)
  expect(text).toContain('"inmost"')
  expect(text.split('\n').length).toBeLessThan(1_000)
})
