import type { Contract } from '../contract'
import type { AppEvent } from '../contract/events'
import type { Handlers } from '../rpc/handlers'
import type { CoreContext } from './context'

/** The events of the contract. The first one says that the stream is live. */
export function createEventStream(core: CoreContext): Handlers<Contract>['events'] {
  return { watch: (_input, { signal }) => watch(core, signal) }
}

async function* watch(core: CoreContext, signal: AbortSignal): AsyncGenerator<AppEvent> {
  const events = core.hub.subscribe({ signal })
  try {
    yield { type: 'ready' }
    for (let event = await events.next(); event; event = await events.next()) yield event
  } finally {
    events.close()
  }
}
