import { workerContract, type WorkerContract } from '../contract/worker'
import { setAskHost } from '../engine/embedders/service/askHost'
import { createRouter } from '../rpc/createRouter'
import type { Handlers } from '../rpc/handlers'
import { connectPlainCalls, servePlainCalls } from '../rpc/plainCalls'
import type { Port } from '../rpc/port'
import { servePort } from '../rpc/servePort'
import { computeHandlers } from './compute'
import { ingestHandlers } from './ingest'

/** What learning takes is loaded at the first call, too. */
function learnHandlers(): Handlers<WorkerContract['learn']> {
  const load = async () => (await import('./learn')).learnHandlers
  return {
    table: async (input, call) => (await load()).table(input, call),
    embed: async (input, call) => (await load()).embed(input, call),
  }
}

/** A language model is loaded by those alone that run one. */
function generateHandlers(): Handlers<WorkerContract['generate']> {
  return {
    async *answer(request, call) {
      const { generateHandlers: late } = await import('./generate')
      yield* await late.answer(request, call)
    },
    rest: async (input, call) => (await import('./generate')).generateHandlers.rest(input, call),
  }
}

/** LanceDB is loaded at the first call, so that processes that only read documents never hold it. */
function indexHandlers(): Handlers<WorkerContract['index']> {
  const names = Object.keys(workerContract.index) as (keyof WorkerContract['index'])[]
  const late = names.map((name) => [
    name,
    async (input: never, call: never) =>
      ((await import('./index')).indexHandlers[name] as (input: never, call: never) => unknown)(input, call),
  ])
  return Object.fromEntries(late) as Handlers<WorkerContract['index']>
}

/** A search by way of a plain call is over before anybody could end it. */
const neverAborted = new AbortController().signal

/** Answers the worker contract over the pipe to the host. */
export function serve(port: Port): void {
  const host = connectPlainCalls(port, 'up')
  setAskHost((ask) => host.call('embed', ask))
  const index = indexHandlers()
  const handlers = {
    hello: () => ({ pid: process.pid }),
    ingest: ingestHandlers,
    compute: computeHandlers,
    index,
    learn: learnHandlers(),
    generate: generateHandlers(),
  }
  // The host logs what was not expected, so its own words must reach it.
  const rest = servePlainCalls(host.port, { search: async (input: never) => index.search(input, { signal: neverAborted }) })
  servePort(createRouter(workerContract, handlers, { reveal: true, trusted: true }), rest)
}
