/** Text that is pushed by one side and read by another, in order. */
export interface TextStream {
  push(text: string): void
  end(): void
  fail(error: unknown): void
  /** Everything pushed, until the end; throws what it failed with after that. */
  pieces(): AsyncGenerator<string>
}

export function createTextStream(): TextStream {
  const waiting: string[] = []
  let ended = false
  let failure: { error: unknown } | null = null
  let wake = () => {}
  return {
    push: (text) => {
      if (text) waiting.push(text)
      wake()
    },
    end: () => {
      ended = true
      wake()
    },
    fail: (error) => {
      failure = { error }
      wake()
    },
    async *pieces() {
      for (;;) {
        if (waiting.length > 0) yield waiting.splice(0).join('')
        else if (failure) throw failure.error
        else if (ended) return
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
