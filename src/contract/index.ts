import { access } from './access'
import { archives } from './archives'
import { chat } from './chat'
import { deletions } from './deletions'
import { documents } from './documents'
import { egress } from './egress'
import { embeddings } from './embeddings'
import { evaluation } from './evaluation'
import { events } from './events'
import { focus } from './focus'
import { host } from './host'
import { jobs } from './jobs'
import { learning } from './learning'
import { localModels } from './localModels'
import { models } from './models'
import { pipeline } from './pipeline'
import { retention } from './retention'
import { seals } from './seals'
import { search } from './search'
import { settings } from './settings'
import { templates } from './templates'
import { watches } from './watches'
import { workspaces } from './workspaces'

/** Everything that can be asked of a host, over any transport. */
export const contract = {
  workspaces,
  archives,
  seals,
  deletions,
  documents,
  access,
  jobs,
  search,
  chat,
  models,
  pipeline,
  retention,
  focus,
  templates,
  settings,
  watches,
  egress,
  embeddings,
  evaluation,
  learning,
  localModels,
  events,
  host,
}
export type Contract = typeof contract

export * from './access'
export * from './archives'
export * from './chat'
export * from './deletions'
export * from './documents'
export * from './errors'
export * from './egress'
export * from './embeddings'
export * from './evaluation'
export * from './events'
export * from './focus'
export * from './host'
export * from './jobs'
export * from './learning'
export * from './localModels'
export * from './models'
export * from './pipeline'
export * from './places'
export * from './retention'
export * from './scope'
export * from './seals'
export * from './search'
export * from './settings'
export * from './templates'
export * from './transcript'
export * from './watches'
export * from './workspaces'
