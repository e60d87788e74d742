import { expect, test } from 'vitest'
import { z } from 'zod'
import { plainIssue, type Issue } from './plainIssue'

const schema = z.object({
  name: z.string().min(1, 'A workspace needs a name.').optional(),
  query: z.string().min(1).max(10).optional(),
  code: z.string().min(3).optional(),
  limit: z.number().int().positive().max(200).optional(),
  port: z.number().min(0).lt(10).optional(),
  mode: z.enum(['hybrid', 'keyword']).optional(),
  url: z.url().optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  source: z.discriminatedUnion('kind', [z.object({ kind: z.literal('path'), path: z.string() })]).optional(),
  always: z.string().default('there'),
  deep: z.object({ document: z.string() }).optional(),
  strict: z.strictObject({ a: z.number() }).partial().optional(),
})

test.each([
  [{ name: '' }, '“name” is not valid: A workspace needs a name.'],
  [{ query: '' }, '“query” is empty.'],
  [{ query: 'x'.repeat(11) }, '“query” may have at most 10 characters.'],
  [{ code: 'x' }, '“code” needs at least 3 characters.'],
  [{ limit: 999 }, '“limit” may be at most 200.'],
  [{ limit: 0 }, '“limit” has to be more than 0.'],
  [{ limit: 1.5 }, '“limit” has to be a whole number.'],
  [{ limit: 'ten' }, '“limit” has to be a number.'],
  [{ port: -1 }, '“port” has to be 0 or more.'],
  [{ port: 10 }, '“port” has to be less than 10.'],
  [{ mode: 'fast' }, '“mode” has to be hybrid or keyword.'],
  [{ url: 'nowhere' }, '“url” has to be an address, like http://127.0.0.1:11434/v1.'],
  [{ list: [] }, '“list” is empty.'],
  [{ list: ['a', 'b', 'c'] }, '“list” may have at most 2 entries.'],
  [{ list: 'a' }, '“list” has to be a list.'],
  [{ list: [1] }, '“list.0” has to be text.'],
  [{ source: { kind: 'web' } }, '“source.kind” is none of the forms that are allowed.'],
  [{ deep: {} }, '“deep.document” is missing.'],
  [{ strict: { b: 1 } }, '“strict” holds something unknown: b.'],
  ['no object', 'The request has to be an object.'],
])('%j is refused in plain words', (input, sentence) => {
  const { error } = schema.safeParse(input)
  expect(plainIssue(error!.issues[0] as Issue)).toBe(sentence)
})
