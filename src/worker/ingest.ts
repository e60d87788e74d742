import type { WorkerContract } from '../contract/worker'
import { collect } from '../engine/ingest/collect'
import { ingest } from '../engine/ingest/pipeline'
import type { Handlers } from '../rpc/handlers'

/** What an ingest worker does for each `ingest.*` procedure of the worker contract. */
export const ingestHandlers: Handlers<WorkerContract['ingest']> = {
  collect: (input, { signal }) => counted(collect(input, { signal })),
  read: (input, { signal }) => counted(ingest(input, { signal })),
}

let busy = 0

/** How many calls this process is working on; one that was cancelled counts until it has really ended. */
export const busyCalls = () => busy

function counted<T>(events: AsyncGenerator<T>): AsyncGenerator<T> {
  busy += 1
  return (async function* () {
    try {
      yield* events
    } finally {
      busy -= 1
    }
  })()
}
