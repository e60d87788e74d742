import type { Contract } from '../contract'
import type { Handlers } from '../rpc/handlers'
import { createAccess } from './access'
import { createArchives } from './archives'
import { createChat } from './chat'
import type { CoreContext } from './context'
import { createDeletions } from './deletions'
import { createDocuments } from './documents'
import { createEgress } from './egress/ledger'
import { createEmbeddings } from './embeddings'
import { createEvaluation } from './evaluation'
import { createEventStream } from './eventStream'
import { createFocus } from './focus'
import { createHost } from './host'
import { createJobs } from './jobs'
import { createLearning } from './learning'
import { createLocalModels } from './localModels'
import { createModels } from './models'
import { createPipeline } from './pipeline'
import { createRetention } from './retention'
import { createSeals } from './seals'
import { createSearch } from './search'
import { createSettings } from './settings'
import { createTemplates } from './templates'
import { createWatches } from './watches'
import { createWorkspaces } from './workspaces'

/** What answers the contract, noun by noun. */
export function createHandlers(core: CoreContext): Handlers<Contract> {
  return {
    workspaces: createWorkspaces(core),
    archives: createArchives(core),
    seals: createSeals(core),
    deletions: createDeletions(core),
    documents: createDocuments(core),
    access: createAccess(core),
    jobs: createJobs(core),
    egress: createEgress(core),
    embeddings: createEmbeddings(core),
    pipeline: createPipeline(core),
    retention: createRetention(core),
    focus: createFocus(core),
    templates: createTemplates(core),
    search: createSearch(core),
    chat: createChat(core),
    models: createModels(core),
    settings: createSettings(core),
    watches: createWatches(core),
    evaluation: createEvaluation(core),
    learning: createLearning(core),
    localModels: createLocalModels(core),
    events: createEventStream(core),
    host: createHost(core),
  }
}
