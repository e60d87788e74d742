import type { Contract, Job } from '../src/contract'
import type { Client } from '../src/rpc/connectPort'

/** Imports that are under way, summed up for a progress bar. */
export interface ImportProgress {
  done: number
  total: number
  /** One sentence for a tooltip; empty when nothing is imported. */
  text: string
}

export interface ImportListener {
  onProgress(progress: ImportProgress): void
  onEnd(job: Job): void
}

const isUnderWay = (job: Job) => ['queued', 'running', 'paused'].includes(job.state)

/** Follows the imports among the events of a host until the signal is aborted or the connection ends. */
export async function watchImports(client: Client<Contract>, listener: ImportListener, { signal }: { signal: AbortSignal }): Promise<void> {
  const imports = new Map<string, Job>()
  for await (const event of await client.events.watch(undefined, { signal })) {
    if (event.type !== 'job.changed' || event.job.kind !== 'add') continue
    const { job } = event
    if (isUnderWay(job)) imports.set(job.id, job)
    else if (imports.delete(job.id)) listener.onEnd(job)
    listener.onProgress(progressOf([...imports.values()]))
  }
}

/** Sums imports up, counted in documents. */
export function progressOf(imports: readonly Job[]): ImportProgress {
  const sum = (count: 'done' | 'total') => imports.reduce((all, { progress }) => all + progress.documents[count], 0)
  const done = sum('done')
  const total = sum('total')
  return { done, total, text: imports.length === 0 ? '' : `Reading documents: ${done} of ${total}` }
}
