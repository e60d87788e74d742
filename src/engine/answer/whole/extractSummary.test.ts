import { expect, test } from 'vitest'
import type { AskEvent } from '../../../contract/chat'
import { plainPage } from '../../page'
import { extractSummary } from './extractSummary'

test('a summary that is stopped keeps what was found before', async () => {
  const stop = new AbortController()
  const text = 'The heron colony at the lake has grown to forty nests.'
  const sentencesOf = async (document: string) => {
    if (document === 'first') return [{ page: 1, start: 0, end: text.length, text }]
    stop.abort()
    throw new Error('the worker was ended')
  }
  const documents = ['first', 'second', 'third'].map((document) => ({ document, name: `${document}.md` }))
  const events: AskEvent[] = []
  const context = { signal: stop.signal, clock: () => 0, readPage: async () => plainPage(1, text, []), sentencesOf }
  for await (const event of extractSummary(documents, 0, context)) events.push(event)
  const last = events.at(-1)
  expect(last).toMatchObject({ type: 'answer', answer: { stopped: true, read: { left: 2 }, citations: [{ n: 1, quote: text }] } })
})
