import { describe, expect, it } from 'vitest'
import type { Answer, Citation } from '../../contract'
import { messagesOf, startPending, withAskEvents } from './chat'

const citation: Citation = { n: 1, document: 'd', name: 'd.pdf', page: 2, place: { kind: 'page' }, quote: 'q', boxes: [], spans: [] }
const whole: Answer = { answer: 'Yes. [1]', claims: [], citations: [citation], model: null, timings: {} }

describe('an answer on its way', () => {
  it('grows piece by piece, knows its stage and what may be cited', () => {
    const asked = startPending('Why?', 'Slow')
    const found = withAskEvents(asked, [
      { type: 'stage', stage: 'retrieving' },
      { type: 'passages', citations: [citation] },
      { type: 'stage', stage: 'generating' },
      { type: 'text', text: 'Be' },
      { type: 'text', text: 'cause' },
    ])
    expect(found).toMatchObject({ stage: 'generating', text: 'Because', citations: [citation] })
    expect(asked.text).toBe('')
  })

  it('becomes a question and an answer, kept under the id the host gave', () => {
    const done = withAskEvents(startPending('Why?', 'Slow'), [{ type: 'answer', answer: whole, message: 'm1' }])
    const [question, answer] = messagesOf(done, new Date(0))
    expect(question).toMatchObject({ role: 'question', text: 'Why?' })
    expect(answer).toMatchObject({ id: 'm1', role: 'answer', text: 'Yes. [1]', answer: whole })
  })

  it('stays as far as it came when it is stopped', () => {
    const half = withAskEvents(startPending('Why?', 'Slow'), [
      { type: 'passages', citations: [citation, { ...citation, n: 2 }] },
      { type: 'text', text: 'It says so. [1] Becau' },
    ])
    const [, answer] = messagesOf(half, new Date(0))
    expect(answer?.answer).toMatchObject({ answer: 'It says so. [1] Becau', stopped: true, model: 'Slow', citations: [citation] })
  })
})
