/** Most bytes a worker may print in its life; its host has better to do than to carry what a library prints in a loop. */
const mostBytes = 256 * 1024

/**
 * Lets this process print to stderr only, and only so much. Standard output leads nowhere, so that what native code prints there costs
 * nothing either.
 */
export function boundOutput(streams: { stdout: Printing; stderr: Printing } = process): void {
  const print = streams.stderr.write.bind(streams.stderr)
  let printed = 0
  const bounded: Printing['write'] = (piece, ...rest) => {
    const callback = rest.find((one) => typeof one === 'function') as (() => void) | undefined
    const size = typeof piece === 'string' ? piece.length : piece.byteLength
    const before = printed
    printed += size
    if (printed <= mostBytes) return print(piece, ...rest)
    if (before <= mostBytes) print('This worker prints too much: what follows is left out.\n')
    if (callback) queueMicrotask(callback)
    return true
  }
  streams.stdout.write = bounded
  streams.stderr.write = bounded
}

export interface Printing {
  write(piece: string | Uint8Array, ...rest: unknown[]): boolean
}
