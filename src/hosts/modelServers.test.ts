import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { llms } from '../engine/llms'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Model servers of this machine are found at their usual addresses; settings of a model are checked against its provider's schema. */

let library: LibraryHost
const servers: Server[] = []

beforeAll(async () => void (library = await openLibraryHost()))
afterAll(async () => {
  for (const server of servers) server.close()
  await library.close()
})

/** Listens at a usual address of a model server; false where something else already does. */
async function listen(port: number, body: string): Promise<boolean> {
  const server = createServer((request, response) => void response.writeHead(request.url === '/v1/models' ? 200 : 404).end(body))
  servers.push(server)
  return new Promise((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)))
}

test('servers that answer with a list of models are found; others are passed over', async ({ skip }) => {
  const isFree = (await listen(11434, '{"data":[{"id":"llama3.2"},{"id":"qwen"}]}')) && (await listen(1234, '<html>something else</html>'))
  if (!isFree) skip('Something else listens where a model server usually does.')
  const { servers: found } = await library.host.client.models.discover()
  expect(found).toContainEqual({
    provider: 'openaiCompatible',
    label: 'Ollama',
    url: 'http://127.0.0.1:11434/v1',
    models: ['llama3.2', 'qwen'],
  })
  expect(found.map(({ label }) => label)).not.toContain('LM Studio')
})

test('every provider that needs an address tells its presets and the fields of its form, each with a title', async () => {
  const { providers } = await library.host.client.models.providers()
  expect(providers.map(({ id }) => id)).toEqual(expect.arrayContaining(['openaiCompatible', 'openai', 'anthropic', 'google']))
  expect(providers.flatMap(({ presets }) => presets.map(({ label }) => label))).toEqual(
    expect.arrayContaining(['Ollama', 'LM Studio', 'llama.cpp server', 'vLLM', 'OpenRouter', 'Azure', 'OpenAI', 'Anthropic', 'Google']),
  )
  for (const { id, schema } of providers) {
    const fields = Object.values((schema['properties'] ?? {}) as Record<string, { title?: string }>)
    expect([id, fields.length > 0 || !llms.find((llm) => llm.id === id)?.options, fields.every((field) => field.title)]).toEqual([
      id,
      true,
      true,
    ])
  }
})

test('a service needs no address, keeps its settings, and refuses those it does not know', async () => {
  const { client } = library.host
  const input = { label: 'Claude', provider: 'anthropic', model: 'claude-sonnet-4-5' }
  const { model } = await client.models.add({ ...input, options: { inputPrice: 3, outputPrice: 15 } })
  expect(model).toMatchObject({ url: 'https://api.anthropic.com/v1', local: false, options: { inputPrice: 3, outputPrice: 15 } })
  for (const options of [{ inputPrice: -1 }, { temperature: 1 }, { maxOutputTokens: 'many' }])
    await expect(client.models.add({ ...input, label: 'Other', options })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
