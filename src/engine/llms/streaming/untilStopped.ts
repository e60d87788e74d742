/** Passes events on until the reader stops, without waiting for what the server still has to say. */
export async function* untilStopped<Event>(events: AsyncGenerator<Event>, signal: AbortSignal): AsyncGenerator<Event> {
  let stop = () => {}
  const stopped = new Promise<{ done: true; value: undefined }>((resolve) => {
    stop = () => resolve({ done: true, value: undefined })
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    for (;;) {
      const next = events.next()
      next.catch(() => {})
      const { done, value } = await Promise.race([next, stopped])
      if (done || signal.aborted) return
      yield value as Event
    }
  } finally {
    signal.removeEventListener('abort', stop)
    events.return(undefined).catch(() => {})
  }
}
