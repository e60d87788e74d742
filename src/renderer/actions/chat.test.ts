import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contract, type Answer, type AskEvent } from '../../contract'
import { AppError } from '../../contract/errors'
import { connectPort } from '../../rpc/connectPort'
import { createRouter } from '../../rpc/createRouter'
import { servePort } from '../../rpc/servePort'
import { setClient, type CarrelClient } from '../client'
import { useChat } from '../stores/chat'
import { useDocuments } from '../stores/documents'
import { useWorkspaces } from '../stores/workspaces'
import { ask, stopAnswer } from './chat'

const asking = { chat: { ask: contract.chat.ask } }
type Asked = { question: string; documents?: string[] | undefined }
type Answering = (asked: Asked, signal: AbortSignal) => AsyncIterable<AskEvent>

let close = () => {}

/** A host at the other end of a real port that knows how to answer one kind of call. */
function host(answer: Answering): void {
  const { port1, port2 } = new MessageChannel()
  const router = createRouter(asking, { chat: { ask: (input, { signal }) => answer(input, signal) } })
  servePort(router, port2)
  const connection = connectPort<typeof asking>(port1)
  setClient(connection.client as unknown as CarrelClient)
  close = () => {
    connection.close()
    port2.close()
  }
}

const whole: Answer = { answer: 'Six months.', claims: [], citations: [], model: null, timings: {} }

beforeEach(() => {
  useWorkspaces.setState({ current: 'w' })
  useDocuments.setState({ checked: new Set() })
  useChat.setState({ messages: [], pending: null, failure: null })
})
afterEach(() => {
  close()
  setClient(undefined)
})

describe('asking', () => {
  it('streams into the conversation without ever touching the library', async () => {
    host(async function* () {
      yield { type: 'stage', stage: 'generating' }
      for (let piece = 0; piece < 200; piece++) yield { type: 'text', text: 'word ' }
      yield { type: 'answer', answer: whole, message: 'm1' }
    })
    let libraryChanges = 0
    let chatChanges = 0
    const stops = [useDocuments.subscribe(() => libraryChanges++), useChat.subscribe(() => chatChanges++)]
    await ask('What is the notice period?')
    for (const stop of stops) stop()
    expect(libraryChanges).toBe(0)
    expect(chatChanges).toBeLessThan(40)
    expect(useChat.getState().messages.map(({ text }) => text)).toEqual(['What is the notice period?', 'Six months.'])
    expect(useChat.getState().pending).toBeNull()
  })

  it('sends only the checked documents along', async () => {
    const asked: Asked[] = []
    host(async function* (input) {
      asked.push(input)
      yield { type: 'answer', answer: whole }
    })
    await ask('All?')
    useDocuments.setState({ checked: new Set(['a', 'b']) })
    await ask('Some?')
    expect(asked.map(({ documents }) => documents)).toEqual([undefined, ['a', 'b']])
  })

  it('stops half-way: what came stays, and the host hears of it', async () => {
    let heard = false
    host(async function* (_input, signal) {
      signal.addEventListener('abort', () => (heard = true))
      yield { type: 'text', text: 'It is ' }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      yield { type: 'text', text: 'never said' }
    })
    const done = ask('How long?')
    await expect.poll(() => useChat.getState().pending?.text).toBe('It is ')
    stopAnswer()
    await done
    const [, answer] = useChat.getState().messages
    expect(answer).toMatchObject({ text: 'It is ', answer: { stopped: true } })
    await expect.poll(() => heard).toBe(true)
  })

  it('says why there is no answer', async () => {
    host(async function* () {
      yield { type: 'stage', stage: 'generating' }
      throw new AppError('MODEL_UNREACHABLE', 'The model does not answer. Start it.')
    })
    await ask('Well?')
    expect(useChat.getState()).toMatchObject({
      pending: null,
      messages: [],
      failure: { question: 'Well?', error: { code: 'MODEL_UNREACHABLE', message: 'The model does not answer. Start it.' } },
    })
  })
})
