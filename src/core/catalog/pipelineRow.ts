import { defaultPipeline, Pipeline } from '../../contract/pipeline'
import type { Database } from './openDatabase'

/** How a workspace reads and ranks, kept as what was set; in memory, for every search asks. */
export function pipelineRow(db: Database) {
  const kept = db.prepare<[], { settings: string }>('SELECT settings FROM pipeline').get()
  let pipeline = kept ? read(kept.settings) : defaultPipeline
  const write = db.prepare('INSERT INTO pipeline (only_row, settings) VALUES (1, ?) ON CONFLICT DO UPDATE SET settings = excluded.settings')
  return {
    get: () => pipeline,
    set: (changed: Pipeline) => {
      write.run(JSON.stringify(changed))
      pipeline = changed
    },
  }
}

/** What an older version cannot understand has its defaults: a setting is no reason to refuse a workspace. */
function read(settings: string): Pipeline {
  const { success, data } = Pipeline.safeParse(JSON.parse(settings))
  return success ? data : defaultPipeline
}
