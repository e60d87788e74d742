import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { buildStale } from './build.mjs'
import { collectNotices, describeLicences } from './licences.mjs'
import { inProject } from './project.mjs'

const kept = (name: string) => readFileSync(inProject('resources/licences', name), 'utf8')
const remedy = 'Dependencies or imports have changed: run node scripts/licences.mjs and look at what is new.'

beforeAll(() => buildStale({ stream: process.stderr }), 120_000)

test('the list of what is brought along is the one that is kept', () => {
  expect(describeLicences() === kept('THIRD-PARTY.md'), remedy).toBe(true)
  expect(collectNotices() === kept('NOTICES.txt'), remedy).toBe(true)
})

test('every licence is stated, and none forbids what Carrel does with the work', () => {
  const rows = [...kept('THIRD-PARTY.md').matchAll(/^\| (\S+) \| (\d[^|]*) \| (.+) \|$/gm)]
  expect(rows.length).toBeGreaterThan(200)
  // A choice with OR counts as its free part; LGPL libraries are separate files that a user can replace.
  const free =
    /\b(MIT|ISC|0BSD|BSD(-\d-Clause)?|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Zlib|MPL-2\.0|Python-2\.0|LGPL-3\.0-or-later)\b/
  expect(rows.filter(([, , , licence]) => !free.test(licence!)).map(([row]) => row)).toEqual([])
})
