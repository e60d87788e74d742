import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A model server on this machine that says, word for word, what a story gives it: an answer, or an error. */
export interface ScriptedModelServer {
  /** Base address for the settings. */
  url: string
  close(): Promise<void>
}

/** What to say to a question: the text of the answer, or why there is none. The prompt holds the numbered passages. */
export type Script = (question: string, prompt: string) => { text: string } | { error: string }

/** Starts it; the question is what stands behind the passages of a prompt. */
export async function startScriptedModelServer(script: Script): Promise<ScriptedModelServer> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { messages = [] } = JSON.parse(body || '{}') as { messages?: { role: string; content: unknown }[] }
      const prompt = JSON.stringify(messages.at(-1)?.content ?? '')
      const said = script(prompt.slice(prompt.lastIndexOf('Question: ')), String(messages.at(-1)?.content ?? ''))
      if ('error' in said)
        return void response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: said.error } }))
      const event = (delta: object, finish: string | null) =>
        `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`${event({ role: 'assistant', content: said.text }, null)}${event({}, 'stop')}data: [DONE]\n\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
