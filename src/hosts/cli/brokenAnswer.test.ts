import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/* What scripts are told of an answer that broke off or was cut off, by the built command line. */

const entry = resolve(import.meta.dirname, '../../../out/main/cli.js')
const piece = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
const error = `data: ${JSON.stringify({ error: { message: 'overloaded', code: 529 } })}\n\n`
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (bytes: Buffer) => (body += String(bytes)))
  request.on('end', () => {
    const { model } = JSON.parse(body) as { model: string }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(piece('The supplier delivers ') + (model === 'breaks' ? error : `${piece('on', 'length')}data: [DONE]\n\n`))
  })
})
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-broken-'))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  writeFileSync(join(folder, 'terms.md'), 'The supplier delivers on Tuesdays.')
  await carrel('workspace', 'create', 'W')
  await carrel('add', 'W', join(folder, 'terms.md'))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  for (const model of ['breaks', 'long'])
    await carrel('model', 'add', model, '--provider', 'openaiCompatible', '--url', url, '--model', model)
}, 120_000)
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function carrel(...args: string[]): Promise<Record<string, unknown>> {
  const stdout = await new Promise<string>((done) => {
    execFile(process.execPath, [entry, '--data', join(folder, 'data'), '--json', ...args], (_error, out) => done(out))
  })
  return JSON.parse(stdout) as Record<string, unknown>
}

it('says in JSON that an answer broke off and why, or that its end is missing', async () => {
  const question = ['ask', 'W', 'When does the supplier deliver?', '--model']
  expect(await carrel(...question, 'breaks')).toMatchObject({
    answer: expect.stringContaining('The supplier delivers') as string,
    stopped: true,
    error: { code: 'MODEL_ANSWER' },
  })
  const cutOff = await carrel(...question, 'long')
  expect(cutOff).toMatchObject({ answer: 'The supplier delivers on', cutOff: true })
  expect(cutOff['error']).toBeUndefined()
}, 120_000)
