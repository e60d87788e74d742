import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contract } from '../../contract'
import type { Answer } from '../../contract/chat'
import { readHostAddress } from '../../core/dataLock'
import type { Connection } from '../../rpc/connectPort'
import { connectSocket } from '../../rpc/connectSocket'

/* What a host may send, with a guard in every process that notes each attempt to reach anything but this machine, and refuses it. */

const root = resolve(import.meta.dirname, '../../..')
const program = join(root, 'out/main/cli.js')
let folder: string
let data: string
let host: ChildProcess
let connection: Connection<Contract>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-local-'))
  data = join(folder, 'data')
  writeFileSync(join(folder, 'note.md'), '# Harbour\n\nThe ferry leaves the northern quay at seven.\n')
  host = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', data], {
    stdio: 'ignore',
    env: {
      ...process.env,
      NODE_OPTIONS: `--import ${join(root, 'e2e/networkGuard.mjs')}`,
      CARREL_NETWORK_LOG: join(folder, 'network.jsonl'),
    },
  })
  while (!readHostAddress(data)) await new Promise((resolve) => setTimeout(resolve, 100))
  connection = connectSocket<Contract>(readHostAddress(data)!)
}, 120_000)
afterAll(async () => {
  connection?.close()
  const ended = new Promise((resolve) => host.once('exit', resolve))
  host.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

function carrel(...args: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [program, ...args, '--data', data, '--json'], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { code: status, json: JSON.parse(stdout) as Record<string, unknown> }
}

const attempts = () => {
  const log = join(folder, 'network.jsonl')
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  return lines.map((line) => JSON.parse(line) as { kind: string }).filter(({ kind }) => kind !== 'guarded').length
}

const workspace = 'w'
const question = 'When does the ferry leave?'
const services = [
  { label: 'far', url: 'https://api.example.com/v1' },
  { label: 'lan', url: 'http://192.168.77.7:11434/v1' },
]

async function answerBy(model: string | null): Promise<Answer> {
  let answer: Answer | undefined
  for await (const event of await connection.client.chat.ask({ workspace, question, model }))
    if (event.type === 'answer') answer = event.answer
  return answer!
}

describe('a workspace', { timeout: 120_000 }, () => {
  it('sends nothing to a service before it was allowed; a command is refused, not asked', async () => {
    const { client } = connection
    await client.workspaces.create({ name: workspace })
    expect(carrel('add', workspace, join(folder, 'note.md')).code).toBe(0)
    for (const one of services) await client.models.add({ ...one, provider: 'openaiCompatible', model: 'm' })
    expect(carrel('ask', workspace, question, '--model', 'far')).toMatchObject({
      code: 3,
      json: { error: { code: 'EGRESS_BLOCKED', message: expect.stringMatching(/--allow api\.example\.com/) } },
    })
    expect(attempts()).toBe(0)
    const { policy } = carrel('policy', workspace, '--allow', 'api.example.com').json
    expect(policy).toEqual({ mode: 'ask', hosts: ['api.example.com'] })
    // The guard lets nobody through: what counts is that it was tried, and noted.
    expect((await answerBy('far')).error?.code).toBe('MODEL_UNREACHABLE')
    expect(attempts()).toBeGreaterThan(0)
    expect((await client.egress.list({ workspace })).entries).toMatchObject([
      { host: 'api.example.com', purpose: 'answer', outcome: 'failed', documents: [{ name: 'note.md' }] },
      { host: 'api.example.com', purpose: 'answer', outcome: 'refused', documents: [] },
    ])
  })

  it('that is local only sends nothing, whatever is set up, and works', async () => {
    const { client } = connection
    const before = attempts()
    await client.workspaces.update({ workspace, model: 'far' })
    expect((await client.egress.setPolicy({ workspace, mode: 'local' })).ways).toEqual([
      { purpose: 'answer', host: 'api.example.com', allowed: false },
    ])
    const blocked = { code: 'EGRESS_BLOCKED' }
    for (const { label } of services) {
      await expect(answerBy(label)).rejects.toMatchObject(blocked)
      await expect(client.workspaces.update({ workspace, model: label })).rejects.toMatchObject(blocked)
      await expect(client.learning.reindex({ workspace, embedder: label })).rejects.toMatchObject(blocked)
    }
    for (const url of ['https://example.com/', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'])
      await expect(client.documents.add({ workspace, sources: [{ kind: 'url', url }] })).rejects.toMatchObject(blocked)
    expect((await client.search.query({ workspace, query: 'ferry' })).hits).toHaveLength(1)
    expect((await answerBy(null)).citations).not.toHaveLength(0)
    expect(attempts()).toBe(before)
  })

  it('hands its ledger out as a table, and never over a file that is there', () => {
    const file = join(folder, 'ledger.csv')
    expect(carrel('egress', workspace, '--export', file).json).toMatchObject({ exported: file })
    expect(readFileSync(file, 'utf8')).toContain('"www.youtube.com","page","refused"')
    expect(carrel('egress', workspace, '--export', file).code).toBe(2)
  })
})
