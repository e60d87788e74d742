import { spawn } from 'node:child_process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Port } from '../src/rpc/port'
import { spawnUtilityProcess, workerEnvironmentNames } from './spawnUtilityProcess'
import { recorded, reset } from './testing/electronRecorder'

beforeEach(reset)
afterEach(() => vi.unstubAllEnvs())

function spawnRecorded(kind?: 'index') {
  const worker = spawnUtilityProcess('/app/worker.js', kind ? { kind } : {})
  return { worker, port: worker.port as Port, ...recorded.forks.at(-1)! }
}

test('a worker gets the environment of the list and no key', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-secret')
  vi.stubEnv('NODE_OPTIONS', '--inspect')
  vi.stubEnv('CARREL_TOKEN', 'secret')
  const { entry, words, options } = spawnRecorded('index')
  const names = Object.keys(options.env as object)
  expect(names.filter((name) => !(workerEnvironmentNames as readonly string[]).includes(name))).toEqual([])
  expect(names).toContain('PATH')
  expect(JSON.stringify(options)).not.toContain('secret')
  expect({ entry, words, serviceName: options.serviceName }).toEqual({
    entry: '/app/worker.js',
    words: ['index'],
    serviceName: 'Carrel index',
  })
})

test('what a worker prints stays out of the output of the app, but for errors', () => {
  expect(spawnRecorded().options.stdio).toEqual(['ignore', 'ignore', 'inherit'])
})

test('messages go both ways until the worker ends; the ending is heard once, also by who asks late', () => {
  const { worker, port, child } = spawnRecorded()
  const heard: unknown[] = []
  port.onMessage((message) => heard.push(message))
  worker.onExit((exit) => heard.push(exit))
  port.onClose(() => heard.push('closed'))
  void port.send('question')
  child.emit('message', 'answer')
  child.emit('exit', 3)
  void port.send('too late')
  worker.onExit((exit) => heard.push(['late', exit]))
  expect(child.posted).toEqual(['question'])
  expect(heard).toEqual(['answer', { code: 3, signal: null }, 'closed', ['late', { code: 3, signal: null }]])
})

test('SIGKILL ends a process that listens to nothing, even when it was asked for before the process ran', async () => {
  const deaf = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"])
  await new Promise((resolve) => deaf.stdout.once('data', resolve))
  const { worker, child } = spawnRecorded()
  worker.kill()
  expect(deaf.exitCode).toBeNull()
  child.pid = deaf.pid
  child.emit('spawn')
  const signal = await new Promise((resolve) => deaf.once('exit', (_code, ended) => resolve(ended)))
  expect(signal).toBe('SIGKILL')
})

test('SIGTERM asks in Electron’s own way', () => {
  const { worker, child } = spawnRecorded()
  child.pid = 4242
  worker.kill('SIGTERM')
  expect(child.kills).toBe(1)
})

test('memory is told in bytes, and null once the process is gone', async () => {
  const { worker, child } = spawnRecorded()
  expect(worker.pid).toBe(0)
  child.pid = 4242
  expect([worker.pid, await worker.memory()]).toEqual([4242, 1_024_000])
  child.pid = undefined
  expect(await worker.memory()).toBeNull()
})
