import type { SpawnWorker } from '../rpc/spawnWorker'
import type { AppCatalog } from './catalog/appCatalog'
import type { EgressGate } from './egress'
import type { EventHub } from './events'
import type { ProgressBoard } from './jobs/progress'
import type { Queue } from './jobs/queue'
import type { Catalogue } from './localModels/catalogue'
import type { Downloads } from './localModels/downloads'
import type { GenerateWorker } from './workers/generateWorker'
import type { IndexWorker } from './workers/indexWorker'
import type { FolderWatcher } from './watches/folderWatcher'
import type { LiveWorker } from './workers/liveWorker'
import type { IngestPool } from './workers/ingestPool'
import type { HeldSecret } from './archives/archiveKey'
import type { Downloadable } from './archives/downloadable'
import type { Uses } from './seals/uses'
import type { Eraser } from './workspaces/eraser'
import type { WorkspaceShelf } from './workspaces/shelf'

/** A store for keys, offered by the host: the system's key ring, or a file only the user can read. */
export interface SecretStore {
  /** False where keys cannot be kept safely; then none is saved. */
  available(): boolean
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

export type Log = (message: string, details?: Record<string, unknown>) => void

export type HostKind = 'electron' | 'web' | 'cli'

export interface CoreOptions {
  /** The data folder; the caller holds its lock. */
  data: string
  kind: HostKind
  spawnWorker: SpawnWorker
  /** Absolute path of the bundled worker entry. */
  workerEntry: string
  secrets: SecretStore
  /** Folder with the sample documents. */
  resources: string
  version: string
  log?: Log
  /** Whether what an earlier host left undone goes on from the start; off for a command that only looks, until it is given a job. Default true. */
  processJobs?: boolean
  clock?: () => Date
}

/** The parts that the nouns of core share. */
export interface CoreContext {
  options: CoreOptions
  uploadsFolder: string
  /** Where archives are taken together and apart; emptied at every start. */
  archivingFolder: string
  downloadable: Downloadable
  app: AppCatalog
  shelf: WorkspaceShelf
  eraser: Eraser
  hub: EventHub
  queue: Queue
  /** There is a new job: the host goes to work, also one that only looked so far. */
  work(): void
  /** Closes a workspace once the job that asks for it has ended, and opens it again. */
  reopen(workspace: string, job: string): void
  board: ProgressBoard
  ingestPool: IngestPool
  /** A process for long work beside the index; the caller ends it. */
  startLearner(): LiveWorker
  indexWorker: IndexWorker
  generateWorker: GenerateWorker
  egress: EgressGate
  watcher: FolderWatcher
  /** Models that are recommended, and those that are being fetched. */
  modelCatalogue: Catalogue
  downloads: Downloads
  /** Passwords of documents that are being read with them; in memory only. */
  passwords: Map<string, string>
  /** Keys of models that are kept nowhere, for as long as this host runs; by the name of the secret. */
  sessionKeys: Map<string, string>
  /** Secrets of workspaces that were opened with their passphrase, to seal them again without it; by id, in memory only. */
  heldSecrets: Map<string, HeldSecret>
  uses: Uses
  /** Aborted when the host begins to end. */
  closing: AbortSignal
  log: Log
  now: () => string
  newId: () => string
}
