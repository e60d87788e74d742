import { AppError, ErrorCode, fromErrorBody, toErrorBody } from '../contract/errors'
import { connectionLost } from './errorBorder'
import type { Port } from './port'

/*
 * A shorter way over the same port, between our own processes, for a call that is made often and wants neither a stream nor an end before
 * its answer: one word there, one word back, nothing parsed but JSON. It saves half of what the way to a worker and back takes.
 */

/** What is answered so, by name. */
export type PlainHandlers = Record<string, (input: never) => Promise<unknown>>

/** Which side asks: `down`, the host its worker, or `up`, the worker its host. Both may do so over one port. */
export type Direction = 'down' | 'up'

/** A sign for the direction, the number of the call, a space, and what is asked or answered as JSON. */
const plainWords: Record<Direction, { sign: string; pattern: RegExp }> = {
  down: { sign: '=', pattern: /^=(\d{1,15}) / },
  up: { sign: '^', pattern: /^\^(\d{1,15}) / },
}

/** Whether a word is one of a plain call; what it says may still be no JSON. */
export function isPlainWord(word: unknown, direction?: Direction): word is string {
  if (typeof word !== 'string') return false
  return direction ? plainWords[direction].pattern.test(word) : plainWords.down.pattern.test(word) || plainWords.up.pattern.test(word)
}

/** Answers the plain calls of a port; gives the port with all other words, for servePort. */
export function servePlainCalls(port: Port, handlers: PlainHandlers, direction: Direction = 'down'): Port {
  const { sign, pattern } = plainWords[direction]
  const answer = async (word: string) => {
    const [start, number] = pattern.exec(word)!
    let said: unknown
    try {
      const { name, input } = JSON.parse(word.slice(start.length)) as { name: string; input: never }
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
      if (!handler) throw new AppError('BAD_REQUEST', `Nothing answers plain calls of ${name}.`)
      said = { output: await handler(input) }
    } catch (error) {
      said = { error: toErrorBody(error) }
    }
    const reply = async () => port.send(`${sign}${number} ${JSON.stringify(said)}`)
    // Whoever asked may be gone by now, and then nobody waits for the answer.
    await reply().catch(() => {})
  }
  return { ...port, onMessage: (listener) => port.onMessage((word) => void (isPlainWord(word, direction) ? answer(word) : listener(word))) }
}

/**
 * The calling end: `call` rejects with an AppError, as a call of the contract does; `port` has all other words, for connectPort.
 */
export function connectPlainCalls(
  port: Port,
  direction: Direction = 'down',
): { port: Port; call<Output>(name: string, input: unknown): Promise<Output> } {
  const { sign, pattern } = plainWords[direction]
  const waiting = new Map<string, { resolve: (output: never) => void; reject: (error: AppError) => void }>()
  let last = 0
  let lost = false
  const listeners: ((word: unknown) => void)[] = []
  port.onMessage((word) => {
    if (isPlainWord(word, direction)) take(word)
    else for (const listener of listeners) listener(word)
  })
  port.onClose(() => {
    lost = true
    for (const { reject } of waiting.values()) reject(connectionLost())
    waiting.clear()
  })
  const take = (word: string) => {
    const [start, number] = pattern.exec(word)!
    const call = waiting.get(number!)
    waiting.delete(number!)
    try {
      const { error, output } = JSON.parse(word.slice(start.length)) as { output?: never; error?: Parameters<typeof fromErrorBody>[0] }
      if (error) call?.reject(fromErrorBody({ ...error, code: ErrorCode.catch('INTERNAL').parse(error.code) }))
      else call?.resolve(output as never)
    } catch (cause) {
      call?.reject(new AppError('INTERNAL', 'The other process gave an answer that cannot be read. Try again.', { cause }))
    }
  }
  return {
    port: { ...port, onMessage: (listener) => void listeners.push(listener) },
    call: (name, input) =>
      new Promise((resolve, reject) => {
        if (lost) return reject(connectionLost())
        const number = String(++last)
        waiting.set(number, { resolve, reject })
        void port.send(`${sign}${number} ${JSON.stringify({ name, input })}`)
      }),
  }
}
