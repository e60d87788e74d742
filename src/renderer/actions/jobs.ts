import { client } from '../client'
import { useJobs, withJobs, type Overview } from '../stores/jobs'
import { useWorkspaces } from '../stores/workspaces'
import { attempt } from './attempt'

async function each(jobs: readonly string[], verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return
  await attempt(async () => {
    const changed = await Promise.all(jobs.map((job) => client().jobs[verb]({ workspace, job })))
    useJobs.setState(({ byId }) => ({
      byId: withJobs(
        byId,
        changed.map(({ job }) => job),
      ),
    }))
  })
}

export const pauseJobs = (jobs: readonly string[]) => each(jobs, 'pause')
export const resumeJobs = (jobs: readonly string[]) => each(jobs, 'resume')
export const cancelJobs = (jobs: readonly string[]) => each(jobs, 'cancel')

/** Puts the ended jobs of the tray away. */
export function dismissJobs({ jobs, active }: Overview): void {
  const ended = jobs.map(({ id }) => id).filter((id) => !active.includes(id))
  useJobs.setState(({ dismissed }) => ({ dismissed: new Set([...dismissed, ...ended]) }))
}
