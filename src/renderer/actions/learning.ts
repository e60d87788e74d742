import { client } from '../client'
import { useLearning } from '../stores/learning'
import { attempt } from './attempt'

/** Reads what a workspace has learnt and how it was measured. */
export async function readLearning(workspace: string): Promise<void> {
  const answers = await attempt(() =>
    Promise.all([client().learning.status({ workspace }), client().evaluation.selfChecks({ workspace, limit: 30 })]),
  )
  if (answers) useLearning.setState({ workspace, status: answers[0], checks: answers[1].checks })
}

export async function learn(workspace: string): Promise<void> {
  await attempt(() => client().learning.learn({ workspace }))
}

/** Back to the embedding before, or to the newest starter embedding where none is named. */
export async function reindex(workspace: string, { back }: { back: boolean }): Promise<void> {
  await attempt(() => client().learning.reindex({ workspace, back }))
}

export async function pauseLearning(workspace: string, job: string): Promise<void> {
  await attempt(() => client().jobs.pause({ workspace, job }))
}

export async function resumeLearning(workspace: string, job: string): Promise<void> {
  await attempt(() => client().jobs.resume({ workspace, job }))
}

export async function cancelLearning(workspace: string, job: string): Promise<void> {
  await attempt(() => client().jobs.cancel({ workspace, job }))
}

/** Measures search now; the result joins the others. */
export async function checkItself(workspace: string): Promise<void> {
  useLearning.setState({ checking: true })
  const answer = await attempt(() => client().evaluation.selfCheck({ workspace }))
  useLearning.setState(({ workspace: shown, checks }) => ({
    checking: false,
    checks: answer && shown === workspace ? [answer.check, ...checks] : checks,
  }))
}
