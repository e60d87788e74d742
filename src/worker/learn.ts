import { setPriority } from 'node:os'
import type { WorkerContract } from '../contract/worker'
import { embedderOf } from '../engine/embedders'
import { learnTable } from '../engine/learning/learnTable'
import { reembed } from '../engine/learning/reembed'
import type { Handlers } from '../rpc/handlers'

/** Below normal: whoever searches or reads documents goes first (`nice` 10; the idle class of Windows would starve it). */
const lowPriority = 10
/** Where somebody asked for it and waits. */
const askedPriority = 4

/** What a learn worker does for each `learn.*` procedure of the worker contract. */
export const learnHandlers: Handlers<WorkerContract['learn']> = {
  table: ({ waits, ...input }, { signal }) => {
    beGentle(waits)
    return learnTable(input, { signal })
  },
  embed: async ({ passagesFile, into, waits, ...ref }, { signal }) => {
    beGentle(waits)
    return { documents: await reembed({ passagesFile, into }, embedderOf(ref.embedder, { beside: ref.index }), { signal }) }
  },
}

/** A system that does not allow it only means more noise, not a failure. */
function beGentle(waits: boolean): void {
  try {
    setPriority(waits ? lowPriority : askedPriority)
  } catch {
    return
  }
}
