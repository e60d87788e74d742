import { workerContract, type WorkerContract } from '../contract/worker'
import { setAskHost } from '../engine/embedders/service/askHost'
import { childPort } from '../rpc/childPort'
import { createRouter } from '../rpc/createRouter'
import type { Handlers } from '../rpc/handlers'
import { connectPlainCalls, servePlainCalls } from '../rpc/plainCalls'
import { toPort, type MainPort, type Port } from '../rpc/port'
import { servePort } from '../rpc/servePort'
import { boundOutput } from './boundedOutput'
import { computeHandlers } from './compute'
import { endWithParent } from './endWithParent'
import { ingestHandlers } from './ingest'

/*
 * The one entry of every worker process. It finds the pipe its host gave it and answers the worker contract until that pipe closes.
 */

/** The pipe to the host: Electron's parent port in a utility process, else the IPC channel of a child process. */
function findPort(): Port {
  const { parentPort } = process as { parentPort?: MainPort }
  if (parentPort) return toPort(parentPort)
  if (process.send) return childPort(process)
  throw new Error('A worker is started by its host, which gives it a pipe; this process has none.')
}

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

boundOutput()
const port = findPort()
endWithParent(port)
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
