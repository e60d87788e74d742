import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvaluationQuestion } from '../contract/evaluation'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Measuring search by questions whose answers are known, on a real host. */

let library: LibraryHost

beforeAll(async () => {
  library = await openLibraryHost()
  await library.add(
    library.file('heron.md', '# The heron\n\nThe grey heron stands in shallow water and waits for fish, frogs and small mammals.\n'),
    library.file('lathe.md', '# The lathe\n\nA lathe turns the workpiece against a fixed cutting tool to make round shapes.\n'),
    library.file('lease.txt', 'The tenant pays the rent on the first working day of each month to the landlord.\n'),
  )
}, 120_000)
afterAll(() => library.close())

const run = (questions: EvaluationQuestion[], more: { within?: boolean; mode?: 'keyword' } = {}) =>
  library.host.client.evaluation.run({ workspace: 'w', questions, ...more })

describe('an evaluation', () => {
  it('ranks pages and documents by their best passage, with names with or without extension', async () => {
    const found = await run([
      { id: 'a', question: 'Where does the heron wait for frogs?', doc: 'heron', evidence_pages: [1] },
      { id: 2, question: 'When is the rent paid?', relevant: { 'lease.txt': 2, lathe: 1 } },
    ])
    expect(found).toMatchObject({
      questions: 2,
      page: { hit1: 1, hit5: 1, hit10: 1, hit20: 1, mrr: 1 },
      document: { hit1: 1, mrr: 1 },
      perQuestion: [
        { id: 'a', pageRank: 1, documentRank: 1 },
        { id: '2', pageRank: null, documentRank: 1 },
      ],
    })
    expect(found.ndcg10).toBeGreaterThan(0.7)
    expect(found.note).toBeUndefined()
  })

  it('with --within only the document a question names is searched', async () => {
    const question: EvaluationQuestion = { id: 'x', question: 'the rent of the tenant', doc: 'lathe', evidence_pages: [1] }
    expect((await run([question], { within: true, mode: 'keyword' })).perQuestion[0]).toEqual({
      id: 'x',
      pageRank: null,
      documentRank: null,
    })
    const other: EvaluationQuestion = { ...question, question: 'rent and cutting tool' }
    expect((await run([other], { within: true, mode: 'keyword' })).perQuestion[0]).toMatchObject({ pageRank: 1, documentRank: 1 })
  })

  it('a document or page that is not there counts as not found, and that is said', async () => {
    const found = await run([
      { id: 'gone', question: 'heron', doc: 'stork', evidence_pages: [1] },
      { id: 'page', question: 'heron', doc: 'heron', evidence_pages: [7] },
    ])
    expect(found.page).toMatchObject({ hit20: 0, mrr: 0 })
    expect(found.document).toMatchObject({ hit1: 0.5 })
    expect(found.note).toMatch(/^One document .*“stork”/)
  })

  it('without a question that names pages there are no figures of pages', async () => {
    expect(await run([{ id: 'none', question: 'heron' }])).toMatchObject({ questions: 1, page: null, document: null, ndcg10: null })
  })
})

describe('carrel evaluate', () => {
  const carrel = async (...args: string[]) =>
    promisify(execFile)(process.execPath, [resolve(import.meta.dirname, '../../out/main/cli.js'), ...args, '--data', library.data]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )

  it('prints the figures as JSON, blank lines and strange fields aside', async () => {
    const file = library.file(
      'questions.jsonl',
      '{"id":"1","question":"heron frogs","doc":"heron","evidence_pages":[1],"answer":"in water"}\n\n',
    )
    const { code, stdout } = await carrel('evaluate', 'w', file, '--within', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      questions: 1,
      page: { hit1: 1, hit5: 1, hit10: 1, hit20: 1, mrr: 1 },
      document: { hit1: 1, hit5: 1, hit10: 1, hit20: 1, mrr: 1 },
      ndcg10: 1,
      perQuestion: [{ id: '1', pageRank: 1, documentRank: 1 }],
      elapsedMs: expect.any(Number),
    })
  })

  it('says which line is no question, and what one looks like', async () => {
    const file = library.file('broken.jsonl', '{"id":"1","question":"heron"}\n{"id":"2"}\n')
    const { code, stderr } = await carrel('evaluate', 'w', file)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Line 2 of .*broken\.jsonl is no question\. It has to be JSON like/)
    expect((await carrel('evaluate', 'w', library.file('empty.jsonl', '\n'))).stderr).toMatch(/holds no question/)
    expect((await carrel('evaluate', 'w', '/nowhere.jsonl')).stderr).toMatch(/cannot be read/)
  })
})
