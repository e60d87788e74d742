import { openHost } from '../openHost'
import type { HostOptions } from '../startHost'
import { type CommandContext, exitCodes } from './command'
import { allowFlags, exactly, usage, wholeNumber } from './parseCommand'

export const serveUsage = { usage: 'serve [--port P]', about: 'Run the web host and the HTTP API until Ctrl-C' }

const highestPort = 65_535

/** Runs the web host until it is interrupted. Where another host holds the data folder, says where it is and ends. */
export async function serve(words: string[], { line, output, signal }: CommandContext, options: HostOptions): Promise<number> {
  allowFlags(line, 'port')
  exactly(words, [])
  const port = wholeNumber(line.flags.port, 'port', 0)
  if (port !== undefined && port > highestPort) throw usage(`--port takes at most ${highestPort}.`)
  const host = await openHost({ ...options, kind: 'web', port })
  if (!host.own) {
    const url = `${host.address.address}/#token=${host.address.token}`
    await host.close()
    output.result({ url, address: host.address.address, running: true }, () => [`Already running on this data folder. Ready at ${url}`])
    return exitCodes.done
  }
  output.result({ url: host.own.url, address: host.address.address, running: false }, () => [`Ready at ${host.own?.url}`])
  await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
  await host.close()
  return exitCodes.done
}
