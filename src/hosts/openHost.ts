import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
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
/** … and how long in all, where it is another one again and again. */
const longestPatienceMs = 60_000
const retryMs = 100
const helloMs = 2_000
/** How often a client looks whether its host still answers, and how long it waits: one that was stopped keeps its connections open. */
const lookEveryMs = 5_000
const silenceMs = 10_000

/**
 * Takes the lock of a data folder and starts a host on it, or becomes the client of the host that holds it.
 * Throws DATA_LOCKED where the holder does not answer.
 */
export async function openHost(options: HostOptions): Promise<OpenedHost> {
  prepareFolder(options.data)
  const started = performance.now()
  let until = started + patienceMs
  let holder: string | undefined
  for (;;) {
    const lock = acquireDataLock(options.data)
    if (lock) return await ownHost(lock, options)
    const address = readHostAddress(options.data)
    // Where many commands take turns, each of them is waited for, not all of them together.
    if (address && address.token !== holder) until = Math.min(performance.now() + patienceMs, started + longestPatienceMs)
    holder = address?.token ?? holder
    const connection = address ? await tryConnect(address) : null
    if (address && connection) {
      const endWatch = closeWhenSilent(connection)
      const close = async () => {
        endWatch()
        connection.close()
      }
      return { client: connection.client, own: null, address, close }
    }
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
    makeFolder(data)
  } catch (cause) {
    throw new AppError('FILE_PERMISSION', `The data folder ${data} cannot be made: ${whyNot(cause)}. Choose another folder with --data.`, {
      cause,
    })
  }
}

/** Step by step: mkdir of Node with `recursive` never returns where the system says of a folder's child that the folder is missing (/proc). */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Two that start at once both make it.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

function whyNot(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the disk can only be read',
    ENOSPC: 'the disk is full',
    ENOENT: 'the system keeps no files there',
    ENOTDIR: 'a file stands where a folder has to be',
    EEXIST: 'a file stands where a folder has to be',
    ENAMETOOLONG: 'its name is too long',
  }
  return reasons[code ?? ''] ?? message
}

async function ownHost(lock: DataLock, options: HostOptions): Promise<OpenedHost> {
  const own = await startHost(lock, options)
  return { client: own.client, own, address: own.address, close: () => own.close() }
}

async function tryConnect({ address, token }: HostAddress): Promise<Connection<Contract> | null> {
  const connection = connectSocket<Contract>({ address, token })
  if (await answers(connection, helloMs)) return connection
  connection.close()
  return null
}

/** Closes a connection whose host no longer answers, so that calls under way fail instead of waiting for ever. */
function closeWhenSilent(connection: Connection<Contract>): () => void {
  let looking = false
  const timer = setInterval(async () => {
    if (looking) return
    looking = true
    if (!(await answers(connection, silenceMs))) connection.close()
    looking = false
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function answers(connection: Connection<Contract>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs)
  })
  const hello = connection.client.host.info().then(
    () => true,
    () => false,
  )
  const answered = await Promise.race([hello, silence])
  clearTimeout(timer)
  return answered
}
