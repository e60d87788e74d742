import { resolve } from 'node:path'

export interface LaunchOptions {
  /** Data folder as an absolute path; absent: the usual one. */
  data?: string
  /** Port of the loopback address; absent: a free one. */
  port?: number
}

const highestPort = 65_535

/**
 * Reads `--data DIR` and `--port P` (also with `=`) from the words after the program and the app's folder; a relative folder counts
 * from where the user stands. Other words are Chromium's or the system's and are left alone. Throws where a port is not a number.
 */
export function launchOptions(words: readonly string[], { from }: { from: string }): LaunchOptions {
  const data = valueOf('--data', words)
  const port = valueOf('--port', words)
  if (port !== undefined && (!/^\d+$/.test(port) || Number(port) > highestPort)) {
    throw new Error(`--port takes a number up to ${highestPort}, not “${port}”.`)
  }
  return { ...(data ? { data: resolve(from, data) } : {}), ...(port === undefined ? {} : { port: Number(port) }) }
}

function valueOf(flag: string, words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
  if (at < 0) return undefined
  return words[at] === flag ? words[at + 1] : words[at]?.slice(flag.length + 1)
}
