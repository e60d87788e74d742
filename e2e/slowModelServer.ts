import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A model server on this machine that speaks the OpenAI way of chat and writes one word at a time. */
export interface SlowModelServer {
  /** Base address for the settings. */
  url: string
  /** Questions asked so far, as their bodies came. */
  requests: { model: string; messages: { role: string; content: unknown }[] }[]
  /** Words written of the answer under way or the last one. */
  written(): number
  /** Resolves when a caller has closed its connection before the answer was whole. */
  left: Promise<void>
  close(): Promise<void>
}

const words =
  'The opening date was moved to Saturday, 19 September 2026 [1]. The heat pump came late, and the floor could only be laid afterwards [1].'

/** Starts it; a word every `wordMs` milliseconds, the same two sentences over and over for `rounds` rounds. */
export async function startSlowModelServer({ wordMs = 120, rounds = 40 } = {}): Promise<SlowModelServer> {
  const requests: SlowModelServer['requests'] = []
  let written = 0
  let onLeft = () => {}
  const left = new Promise<void>((resolve) => (onLeft = resolve))
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (request.url === '/v1/models')
        return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"id":"slow"}]}')
      requests.push(JSON.parse(body))
      written = 0
      response.on('close', () => response.writableFinished || onLeft())
      void write(response)
    })
  })

  async function write(response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (delta: object, finish: string | null = null) =>
      response.write(
        `data: ${JSON.stringify({ id: 'slow', object: 'chat.completion.chunk', created: 0, model: 'slow', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
      )
    send({ role: 'assistant', content: '' })
    for (const word of Array.from({ length: rounds }, () => words.split(' ')).flat()) {
      await new Promise((resolve) => setTimeout(resolve, wordMs))
      if (response.destroyed) return
      send({ content: `${word} ` })
      written += 1
    }
    send({}, 'stop')
    response.end('data: [DONE]\n\n')
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    written: () => written,
    left,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
