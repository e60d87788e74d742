import { type Contract, contract } from '../contract'
import { createCore, type Core, type HostKind, type Log, type SecretStore } from '../core/createCore'
import type { DataLock, HostAddress } from '../core/dataLock'
import { type Client, connectPort } from '../rpc/connectPort'
import { createRouter } from '../rpc/createRouter'
import { servePort } from '../rpc/servePort'
import type { SpawnWorker } from '../rpc/spawnWorker'
import { createFileSecrets } from './fileSecrets'
import { installation } from './installation'
import { spawnChild } from './spawnChild'
import { startWebHost } from './web/startWebHost'

export interface HostOptions {
  /** Data folder. */
  data: string
  kind: HostKind
  log: Log
  /** Whether what an earlier host left undone goes on from the start; default true. */
  processJobs?: boolean
  /** Port of the loopback address; 0: any free one; absent: the usual one, or the next that is free. */
  port?: number | undefined
  /** Worker processes of the desktop; child processes where absent. */
  spawnWorker?: SpawnWorker
  /** The key ring of the desktop; a file only the user can read where absent. */
  secrets?: SecretStore
  /** Folder with the sample documents, where it is not beside the bundles. */
  resources?: string
  /** The clock on the wall; the system's where absent. */
  clock?: () => Date
}

export interface RunningHost {
  core: Core
  /** Calls core inside this process, by the same contract. */
  client: Client<Contract>
  address: HostAddress
  /** What a person opens: the address with the token in its fragment. */
  url: string
  close(): Promise<void>
}

/** Starts core and the loopback address on a data folder whose lock is held, and tells other programs where it is. */
export async function startHost(lock: DataLock, options: HostOptions): Promise<RunningHost> {
  const { version, workerEntry, rendererFolder, resources } = installation()
  const { data, kind, log } = options
  const core = await createCore({
    data,
    kind,
    log,
    version,
    workerEntry,
    resources: options.resources ?? resources,
    spawnWorker: options.spawnWorker ?? spawnChild(),
    secrets: options.secrets ?? createFileSecrets(data),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.processJobs === undefined ? {} : { processJobs: options.processJobs }),
  })
  try {
    const web = await startWebHost(core, { version, rendererFolder, log, ...(options.port === undefined ? {} : { port: options.port }) })
    const address = { address: web.address, token: web.token, pid: process.pid }
    lock.announce(address)
    const { port1, port2 } = new MessageChannel()
    const served = servePort(
      createRouter(contract, core.handlers, { onError: (error, path) => log('a call failed unexpectedly', { path, error }) }),
      port1,
    )
    const connection = connectPort<Contract>(port2)
    return {
      core,
      client: connection.client,
      address,
      url: web.url,
      close: async () => {
        await web.close()
        connection.close()
        served.close()
        await core.close()
        lock.release()
      },
    }
  } catch (error) {
    await core.close()
    lock.release()
    throw error
  }
}
