/**
 * The events of a source until the signal is aborted. It then ends at once, even while the source is waiting;
 * the source is told by `return()`, so that its `finally` runs as soon as its own wait is over.
 */
export function abortableStream<Event>(
  source: AsyncIterable<Event>,
  signal: AbortSignal | undefined,
): AsyncIteratorObject<Event, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let ended = false
  /** Ends the wait under way. A race with one promise of the abortion would keep every event until the stream ends. */
  let wake: (() => void) | undefined
  const onAbort = () => wake?.()
  signal?.addEventListener('abort', onAbort)
  const end = () => {
    ended = true
    signal?.removeEventListener('abort', onAbort)
  }
  const unlessAborted = <Step>(step: Promise<Step>) =>
    new Promise<Step | 'aborted'>((resolve, reject) => {
      wake = () => resolve('aborted')
      if (signal?.aborted) wake()
      step.then(resolve, reject)
    })
  const leave = async () => {
    if (ended) return
    end()
    await iterator.return?.()
  }
  const stream = {
    async next(): Promise<IteratorResult<Event, undefined>> {
      if (ended) return { done: true, value: undefined }
      const step = iterator.next()
      try {
        const result = await unlessAborted(step)
        if (result === 'aborted') {
          step.catch(() => {})
          leave().catch(() => {})
          return { done: true, value: undefined }
        }
        if (result.done) {
          end()
          return { done: true, value: undefined }
        }
        return result
      } catch (error) {
        end()
        throw error
      }
    },
    async return(): Promise<IteratorResult<Event, undefined>> {
      await leave()
      return { done: true, value: undefined }
    },
    async throw(error: unknown): Promise<IteratorResult<Event, undefined>> {
      await leave()
      throw error
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream as unknown as AsyncIteratorObject<Event, undefined>
}
