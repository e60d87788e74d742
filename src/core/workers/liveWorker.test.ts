import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { SpawnWorker } from '../../rpc/spawnWorker'
import { startWorker } from './liveWorker'

/** A process that is nothing but its end: what a worker says is of no matter here. */
function mortal() {
  let end = () => {}
  const spawn: SpawnWorker = () => ({
    pid: 1,
    port: new MessageChannel().port1,
    kill: () => end(),
    onExit: (listener) => (end = () => listener({ code: null, signal: 'SIGKILL' })),
    memory: async () => null,
  })
  const worker = startWorker({ spawn, entry: 'none' }, 'index')
  return { worker, end: () => end() }
}

test('work ends with its worker, at once where the worker has ended before', async () => {
  const { worker, end } = mortal()
  const never = worker.orDeath(new Promise(() => {}))
  end()
  await expect(never).rejects.toThrow('The worker process ended.')
  await expect(worker.orDeath(Promise.reject(new Error('its own')))).rejects.toThrow('The worker process ended.')
  expect(worker.dead).toBe(true)
})

test('what the work gives or fails with comes through', async () => {
  const { worker } = mortal()
  expect(await worker.orDeath(Promise.resolve(7))).toBe(7)
  await expect(worker.orDeath(Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

test('a worker that lives on keeps nothing of what was done', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const { worker, end } = mortal()
  const given: WeakRef<object>[] = []
  for (let i = 0; i < 50; i++) given.push(new WeakRef(await worker.orDeath(Promise.resolve({ bytes: new Uint8Array(1_000) }))))
  await new Promise((resolve) => setTimeout(resolve, 10))
  collectGarbage()
  expect(given.filter((one) => one.deref() !== undefined).length).toBeLessThan(5)
  end()
})
