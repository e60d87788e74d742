import { finalStatuses } from '../../contract/documents'
import { finalJobStates } from '../../contract/jobs'
import type { WorkspaceProblem } from '../../contract/workspaces'
import type { Log } from '../../core/createCore'
import { acquireDataLock } from '../../core/dataLock'
import { type RunningHost, startHost } from '../startHost'

/** Starts a host on a data folder that an earlier one has left, gives it to `use` and closes it. */
export async function withHost<T>(data: string, use: (host: RunningHost) => Promise<T>, log: Log = () => {}): Promise<T> {
  const until = performance.now() + 10_000
  let lock = acquireDataLock(data)
  // The system lets go of the lock of a killed process a moment after its end.
  while (!lock && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    lock = acquireDataLock(data)
  }
  if (!lock) throw new Error(`${data} is still locked`)
  const host = await startHost(lock, { data, kind: 'cli', port: 0, log })
  try {
    return await use(host)
  } finally {
    await host.close()
  }
}

/** Waits until a job of a workspace has ended, and gives it. */
export async function ended({ client }: RunningHost, workspace: string, job: string) {
  for await (const next of await client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return next
  throw new Error('the job ended without saying so')
}

/** Waits until a workspace has nothing left to do. */
export async function idle({ client }: RunningHost, workspace: string): Promise<void> {
  const until = Date.now() + 120_000
  for (;;) {
    const { jobs } = await client.jobs.list({ workspace })
    const { documents } = await client.documents.list({ workspace, limit: 10_000 })
    const busy = jobs.filter((job) => !finalJobStates.includes(job.state)).length
    if (busy === 0 && documents.every((one) => finalStatuses.includes(one.status))) return
    if (Date.now() > until) throw new Error(`still at work: ${JSON.stringify(jobs.filter((job) => !finalJobStates.includes(job.state)))}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** What does not hold in a workspace. */
export async function problemsOf(host: RunningHost, workspace: string): Promise<WorkspaceProblem[]> {
  const { job } = await host.client.workspaces.verify({ workspace })
  return ((await ended(host, workspace, job)).result as { problems: WorkspaceProblem[] }).problems
}

/** Names, statuses and hashes of the documents of a workspace. */
export async function libraryOf({ client }: RunningHost, workspace: string) {
  const { documents } = await client.documents.list({ workspace, limit: 10_000 })
  return documents
    .map(({ name, status, passages, sha256, tags }) => ({ name, status, passages, sha256, tags }))
    .sort((a, b) => a.name.localeCompare(b.name))
}
