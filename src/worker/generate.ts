import type { WorkerContract } from '../contract/worker'
import { resting, runLocally } from '../engine/llms/llamaCpp/runner'
import type { Handlers } from '../rpc/handlers'

/** What a generate worker does for each `generate.*` procedure of the worker contract. */
export const generateHandlers: Handlers<WorkerContract['generate']> = {
  answer: (request, { signal }) => runLocally(request, signal),
  rest: async () => {
    await resting()
    return { resting: true }
  },
}
