import { expect, test } from 'vitest'
import type { Port } from '../../rpc/port'
import { wellSpoken } from './wellSpoken'

function heardThrough(...words: unknown[]): { heard: unknown[]; others: number } {
  const listeners: ((word: unknown) => void)[] = []
  const port: Port = { send: () => {}, onMessage: (listener) => void listeners.push(listener), onClose: () => {}, close: () => {} }
  const heard: unknown[] = []
  let others = 0
  wellSpoken(port, () => others++).onMessage((word) => heard.push(word))
  for (const word of words) for (const listener of listeners) listener(word)
  return { heard, others }
}

test('answers, events and ends go through', () => {
  const words = [
    '{"i":"1","p":{"b":{"json":1}}}',
    '{"i":"z","t":3,"p":{"e":"message","d":{}}}',
    '{"i":"2","t":4}',
    '{"i":"2","p":{"s":500,"h":{"content-type":"text/event-stream"}}}',
  ]
  expect(heardThrough(...words)).toEqual({ heard: words, others: 0 })
})

test.each([
  ['words that are no JSON', '{"i":"1"'],
  ['words without a call', '{"p":{}}'],
  ['words without anything said', '{"i":"1"}'],
  ['words of another kind', '{"i":"1","t":9,"p":{}}'],
  ['a file', '{"i":"1","p":{"h":{"content-disposition":"attachment"}}}'],
  ['a form', '{"i":"1","p":{"h":{"content-type":"multipart/form-data; boundary=x"}}}'],
  ['bytes', new Uint8Array([1, 2, 3])],
  ['an object', { i: '1', p: {} }],
  ['nothing', undefined],
  ['more than anyone says', `{"i":"1","p":{"b":"${'x'.repeat(65 << 20)}"}}`],
])('%s silence whoever says them, once', (_name, word) => {
  expect(heardThrough(word, '{"i":"1","p":{}}', word)).toEqual({ heard: [], others: 1 })
})
