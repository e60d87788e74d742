import type { WorkerContract } from '../contract/worker'
import { collect } from '../engine/ingest/collect'
import { ingest } from '../engine/ingest/pipeline'
import type { Handlers } from '../rpc/handlers'

/** What an ingest worker does for each `ingest.*` procedure of the worker contract. */
export const ingestHandlers: Handlers<WorkerContract['ingest']> = {
  collect: (input, { signal }) => collect(input, { signal }),
  read: (input, { signal }) => ingest(input, { signal }),
}
