import { expect, test } from 'vitest'
import { AppError } from '../contract/errors'
import { isConnectionLost } from './errorBorder'
import { connectPlainCalls, type PlainHandlers, servePlainCalls } from './plainCalls'
import { type Port, toPort } from './port'

function ends(handlers: PlainHandlers) {
  const { port1, port2 } = new MessageChannel()
  const served = servePlainCalls(toPort(port2), handlers)
  const others: unknown[] = []
  served.onMessage((word) => others.push(word))
  const { port, call } = connectPlainCalls(toPort(port1))
  const heard: unknown[] = []
  port.onMessage((word) => heard.push(word))
  return { call, port, served, others, heard, raw: port2 }
}

test('an answer nobody waits for any more falls over nobody', async () => {
  const words: ((word: unknown) => void)[] = []
  let tries = 0
  const gone: Port = {
    send: () => {
      tries += 1
      throw new Error('the other side is gone')
    },
    onMessage: (listener) => void words.push(listener),
    onClose: () => {},
    close: () => {},
  }
  servePlainCalls(gone, { late: async () => 'x' }, 'up').onMessage(() => {})
  for (const say of words) say('^1 {"name":"late","input":null}')
  // A rejection that nobody handles would fail the whole run.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(tries).toBe(1)
})

test('calls at once are answered each with its own, whatever the order, and other words go by', async () => {
  const { call, port, served, others, heard } = ends({
    wait: async ({ ms }: { ms: number }) => new Promise((resolve) => setTimeout(() => resolve({ ms }), ms)),
  })
  port.send('{"i":"1","p":{}}')
  served.send('{"i":"1","p":{"b":1}}')
  expect(await Promise.all([call('wait', { ms: 30 }), call('wait', { ms: 1 })])).toEqual([{ ms: 30 }, { ms: 1 }])
  expect(others).toEqual(['{"i":"1","p":{}}'])
  expect(heard).toEqual(['{"i":"1","p":{"b":1}}'])
  port.close()
})

test('failures keep their code, message and details; a name nobody answers is one of them', async () => {
  const { call, port } = ends({
    refuse: async () => {
      throw new AppError('INDEX_FAILED', 'Damaged.', { details: { store: 'x' } })
    },
    fall: async () => {
      throw new TypeError('fell over')
    },
  })
  await expect(call('refuse', {})).rejects.toMatchObject({ code: 'INDEX_FAILED', message: 'Damaged.', details: { store: 'x' } })
  await expect(call('fall', {})).rejects.toMatchObject({ code: 'INTERNAL', message: 'fell over' })
  await expect(call('toString', {})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  port.close()
})

test('an answer that is no JSON fails its call alone, and a closed port every call', async () => {
  const { call, raw, port } = ends({ never: () => new Promise(() => {}), ok: async () => 1 })
  const spoiled = call('never', {})
  raw.postMessage('=1 {"output":')
  await expect(spoiled).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(await call('ok', {})).toBe(1)
  const left = call('never', {})
  left.catch(() => {})
  port.close()
  await expect(left).rejects.toSatisfy(isConnectionLost)
  await expect(call('ok', {})).rejects.toSatisfy(isConnectionLost)
})
