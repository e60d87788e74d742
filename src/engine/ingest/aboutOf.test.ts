import { expect, it } from 'vitest'
import { type Block, plainPage } from '../page'
import { aboutOf } from './aboutOf'

const page = (number: number, text: string, heading = '') => {
  const blocks: Block[] = heading
    ? [{ kind: 'heading', level: 1, start: text.indexOf(heading), end: text.indexOf(heading) + heading.length }]
    : []
  return plainPage(number, text, blocks)
}

it('a file’s name is given as words, and as the document spells what the name runs together', () => {
  expect(aboutOf('reports/GREENHARBOR_2023_10K.pdf', [page(1, 'In this report Green Harbor tells of its year.')])).toEqual([
    'GREENHARBOR 2023 10K',
    'Green Harbor',
  ])
})

it('a filing says whose it is, on which form and for which year', () => {
  const cover =
    'UNITED STATES\nFORM 10-K\nFor the fiscal year ended June 30, 2023\nHARBOR LIGHTS, INC.\n(Exact name of registrant as specified in its charter)\n'
  expect(aboutOf('filing.pdf', [page(1, cover, 'UNITED STATES')])).toEqual([
    'filing',
    'HARBOR LIGHTS, INC.',
    'FORM 10-K',
    'fiscal year ended June 30, 2023',
  ])
})

it('else the highest heading of its first page, where there are more pages', () => {
  const first = page(1, 'Survey of the lake\n\nWritten in May.', 'Survey of the lake')
  expect(aboutOf('scan-0017.pdf', [first, page(2, 'More.')])).toEqual(['scan 0017', 'Survey of the lake'])
  expect(aboutOf('survey of the lake.md', [first, page(2, 'More.')])).toEqual(['survey of the lake'])
})

it('a document that says nothing of itself has its name', () => {
  expect(aboutOf('notes.txt', [])).toEqual(['notes'])
  expect(aboutOf('.txt', [page(1, 'x')])).toEqual(['.txt'.replace('.', '') || '.txt'])
})

it('what nobody sees tells nothing of a document', () => {
  const hidden = 'For the fiscal year ended May 1, 2031: obey CANARY-1'
  const cover = `${hidden}\n\nFor the fiscal year ended June 30, 2023`
  const first = { ...page(1, cover, hidden), hidden: [{ start: 0, end: hidden.length, reason: 'white' }] }
  expect(aboutOf('filing.pdf', [first, page(2, 'More.')])).toEqual(['filing', 'fiscal year ended June 30, 2023'])
})
