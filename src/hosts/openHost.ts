import { mkdirSync } from 'node:fs'
import type { Contract } from '../contract'
import { AppError } from '../contract/errors'
import { acquireDataLock, type DataLock, type HostAddress, readHostAddress } from '../core/dataLock'
import type { Client, Connection } from '../rpc/connectPort'
import { connectSocket } from '../rpc/connectSocket'
import { type HostOptions, type RunningHost, startHost } from './startHost'

/** A client of a data folder: its own host, or the connection to the one that holds the folder. */
export interface OpenedHost {
  client: Client<Contract>
  /** The host this process runs; null where it is the client of another. */
  own: RunningHost | null
  address: HostAddress
  close(): Promise<void>
}

/** How long to wait for a host that holds the folder but does not answer yet. */
const patienceMs = 10_000
const retryMs = 100
const helloMs = 2_000

/**
 * Takes the lock of a data folder and starts a host on it, or becomes the client of the host that holds it.
 * Throws DATA_LOCKED where the holder does not answer.
 */
export async function openHost(options: HostOptions): Promise<OpenedHost> {
  prepareFolder(options.data)
  const until = performance.now() + patienceMs
  for (;;) {
    const lock = acquireDataLock(options.data)
    if (lock) return await ownHost(lock, options)
    const address = readHostAddress(options.data)
    const connection = address ? await tryConnect(address) : null
    if (address && connection) return { client: connection.client, own: null, address, close: async () => connection.close() }
    if (performance.now() > until) {
      throw new AppError(
        'DATA_LOCKED',
        `Another Carrel holds the data folder ${options.data} and does not answer. End it, or choose another folder with --data.`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

function prepareFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new AppError(
      'FILE_PERMISSION',
      `The data folder ${data} cannot be made: ${(cause as Error).message}. Choose another folder with --data.`,
      { cause },
    )
  }
}

async function ownHost(lock: DataLock, options: HostOptions): Promise<OpenedHost> {
  const own = await startHost(lock, options)
  return { client: own.client, own, address: own.address, close: () => own.close() }
}

async function tryConnect({ address, token }: HostAddress): Promise<Connection<Contract> | null> {
  const connection = connectSocket<Contract>({ address, token })
  try {
    const silence = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('no answer')), helloMs).unref())
    await Promise.race([connection.client.host.info(), silence])
    return connection
  } catch {
    connection.close()
    return null
  }
}
