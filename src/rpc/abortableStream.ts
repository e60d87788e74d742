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
  let onAbort: (() => void) | undefined
  const aborted = new Promise<'aborted'>((resolve) => {
    onAbort = () => resolve('aborted')
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
  const end = () => {
    ended = true
    if (onAbort) signal?.removeEventListener('abort', onAbort)
  }
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
        const result = await Promise.race([step, aborted])
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
