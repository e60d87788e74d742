import type { AppEvent } from '../contract/events'

/** At most ten changes a second for one document or job reach a listener; the latest state wins. */
const coalesceMs = 100

/** A listener that does not read keeps at most this many events; then the stream ends and the client reads the state anew. */
const backlogLimit = 10_000

/** More documents than this are told of in several events: a window takes one apart in a moment. */
const documentsAtOnce = 250

type Listener = (event: AppEvent) => void

export interface Subscription {
  /** The next event, or null once it has ended. */
  next(): Promise<AppEvent | null>
  close(): void
}

export interface EventHub {
  /** Says something at once. */
  publish(event: AppEvent): void
  /** Says the latest state of a thing, coalesced by key; `event` is asked for when it is time. */
  changed(key: string, event: () => AppEvent | null): void
  /** Everything said from now on, until the signal is aborted or it is closed; the caller closes it. */
  subscribe(options: { signal?: AbortSignal | undefined; only?: (event: AppEvent) => boolean }): Subscription
  close(): void
}

/** The place every live event goes through. */
export function createEventHub(): EventHub {
  const listeners = new Set<Listener>()
  const pending = new Map<string, () => AppEvent | null>()
  const enders = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | null = null

  const publish = (event: AppEvent) => {
    for (const listener of listeners) listener(event)
  }
  const flush = () => {
    timer = null
    const due = [...pending.values()]
    pending.clear()
    for (const event of merge(due.map((make) => make()))) publish(event)
  }

  const subscribe: EventHub['subscribe'] = ({ signal, only }) => {
    const queue: AppEvent[] = []
    let wake = () => {}
    let ended = signal?.aborted ?? false
    const end = () => {
      ended = true
      listeners.delete(listener)
      enders.delete(end)
      signal?.removeEventListener('abort', end)
      wake()
    }
    const listener: Listener = (event) => {
      if (only && !only(event)) return
      queue.push(event)
      if (queue.length > backlogLimit) end()
      wake()
    }
    listeners.add(listener)
    enders.add(end)
    signal?.addEventListener('abort', end)
    return {
      next: async () => {
        while (queue.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve))
        return queue.shift() ?? null
      },
      close: end,
    }
  }

  return {
    publish,
    changed: (key, event) => {
      pending.set(key, event)
      timer ??= setTimeout(flush, coalesceMs)
    },
    subscribe,
    close: () => {
      if (timer) clearTimeout(timer)
      flush()
      for (const end of [...enders]) end()
    },
  }
}

/** One event for all documents of a workspace that changed in the same tenth of a second. */
function merge(events: (AppEvent | null)[]): AppEvent[] {
  const merged: AppEvent[] = []
  const byWorkspace = new Map<string, Extract<AppEvent, { type: 'documents.changed' }>>()
  for (const event of events) {
    if (!event) continue
    if (event.type !== 'documents.changed') {
      merged.push(event)
      continue
    }
    const same = byWorkspace.get(event.workspace)
    if (same && same.documents.length < documentsAtOnce) same.documents.push(...event.documents)
    else {
      const first = { ...event, documents: [...event.documents] }
      byWorkspace.set(event.workspace, first)
      merged.push(first)
    }
  }
  return merged
}
