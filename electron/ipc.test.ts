import type { WebContents } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { handle, trustContents } from './ipc'
import { recorded, reset, WebContents as RecordedContents } from './testing/electronRecorder'

const schema = z.object({ name: z.string().max(20), count: z.number().int() })
const good = { name: 'x', count: 1 }
let answered: unknown[] = []

beforeEach(() => {
  reset()
  answered = []
  handle('test:channel', schema, (input) => void answered.push(input))
})

const call = (event: unknown, ...words: unknown[]) =>
  (recorded.handlers.get('test:channel') as unknown as (event: unknown, ...words: unknown[]) => Promise<unknown>)(event, ...words)

function trustedContents(url = 'app://main/') {
  const contents = new RecordedContents()
  contents.mainFrame.url = url
  trustContents(contents as unknown as WebContents)
  return contents
}

const fromPage = (contents: RecordedContents) => ({ sender: contents, senderFrame: contents.mainFrame })

test('the page of a trusted window is answered', async () => {
  await call(fromPage(trustedContents()), good)
  expect(answered).toEqual([good])
})

test.each([
  ['a window that is not ours', () => fromPage(new RecordedContents())],
  ['a frame within the page', () => ({ sender: trustedContents(), senderFrame: { url: 'app://main/' } })],
  ['a frame that is gone', () => ({ sender: trustedContents(), senderFrame: null })],
  ['a page from elsewhere in our window', () => fromPage(trustedContents('https://example.com/'))],
  ['a page whose address only looks like ours', () => fromPage(trustedContents('app://main.evil/'))],
  ['a file in our window', () => fromPage(trustedContents('file:///app/index.html'))],
])('%s is refused', async (_name, event) => {
  await expect(call(event(), good)).rejects.toThrow('refused')
  expect(answered).toEqual([])
})

test('a window that was closed is trusted no more', async () => {
  const contents = trustedContents()
  contents.emit('destroyed')
  await expect(call(fromPage(contents), good)).rejects.toThrow('refused')
})

const malformed: unknown[][] = [
  [],
  [undefined],
  [null],
  [0],
  [''],
  ['{"name":"x","count":1}'],
  [[]],
  [[good]],
  [{}],
  [{ name: 'x' }],
  [{ count: 1 }],
  [{ name: 1, count: 1 }],
  [{ name: 'x', count: '1' }],
  [{ name: 'x', count: 1.5 }],
  [{ name: 'x', count: Number.NaN }],
  [{ name: 'x', count: Number.POSITIVE_INFINITY }],
  [{ name: 'x'.repeat(21), count: 1 }],
  [{ name: { toString: () => 'x' }, count: 1 }],
  [() => good],
  [new Map(Object.entries(good))],
  [Symbol('x')],
  [good, good],
]

test.each(malformed.map((words) => [words]))('malformed input %# is refused', async (words) => {
  await expect(call(fromPage(trustedContents()), ...words)).rejects.toThrow('refused')
  expect(answered).toEqual([])
})
