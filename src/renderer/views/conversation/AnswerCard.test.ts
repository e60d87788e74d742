import { Tooltip } from 'radix-ui'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Answer } from '../../../contract'
import { t } from '../../texts'
import { AnswerCard } from './AnswerCard'

const failed: Answer = {
  answer: '',
  claims: [],
  citations: [],
  model: 'Far',
  timings: {},
  stopped: true,
  error: { code: 'MODEL_REFUSED', message: 'The server refused the key.' },
}
const shown = (text: string, answer: Answer) =>
  renderToStaticMarkup(
    createElement(
      Tooltip.Provider,
      null,
      createElement(AnswerCard, { message: { id: 'a', role: 'answer', text, answer, createdAt: '' }, question: { id: 'q', text: 'Why?' } }),
    ),
  )

test('an answer that failed before its first word shows why and can be asked again, and nobody wrote or stopped it', () => {
  const html = shown('', failed)
  expect(html).toContain('The server refused the key.')
  expect(html).toContain(t('conversation.askAgain'))
  for (const untrue of [t('conversation.stopped'), t('model.wrote', { model: 'Far' }), t('actions.copy')])
    expect(html).not.toContain(untrue)
})
