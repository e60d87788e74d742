import type { Contract } from '../../../contract'
import type { Deletion } from '../../../contract/deletions'
import { AppError } from '../../../contract/errors'
import { underWay, type WorkspaceProblem } from '../../../contract/workspaces'
import type { Client } from '../../../rpc/connectPort'
import { type Command, type CommandContext, exitCodes } from '../command'
import { type Action, exportAction, importAction } from '../archives'
import { list, stats } from '../figures'
import { followJob } from '../followJob'
import { readableBytes, table } from '../output'
import { pipelineAction } from '../pipeline'
import { allowFlags, exactly, usage, wholeNumber } from '../parseCommand'
import { lockAfterAction, sealAction, unsealAction } from '../seals'

const askEveryMs = 100

const create: Action = async (client, words, { line, output }) => {
  allowFlags(line, 'template')
  const [name] = exactly(words, ['The name of the workspace']) as [string]
  const { template } = line.flags
  const { workspace } = await client.workspaces.create({ name, ...(template === undefined ? {} : { template }) })
  output.result({ workspace: { id: workspace.id, name: workspace.name } }, () => [`Created ${workspace.name} (${workspace.id})`])
  return exitCodes.done
}

const remove: Action = async (client, words, { line, output, signal }) => {
  allowFlags(line, 'wait', 'grace')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const graceSeconds = wholeNumber(line.flags.grace, 'grace', 0) ?? 0
  const { deleted } = await client.workspaces.delete({ workspace, graceSeconds })
  if (line.flags.wait === false) {
    output.result({ deleted }, () => [`Deleted ${deleted.name}. It is erased from the disk in the background.`])
    return exitCodes.done
  }
  const receipt = await erased(client, deleted.id, { output, signal })
  output.result({ deleted, receipt }, () => [
    `Deleted ${deleted.name}. ${receipt.files} files (${readableBytes(receipt.bytes)}) were erased from the disk at ${receipt.erasedAt}.`,
  ])
  return exitCodes.done
}

/** Waits until nothing of a deleted workspace is on the disk. */
async function erased(
  client: Client<Contract>,
  id: string,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<Deletion> {
  for (;;) {
    const { deletion } = await client.deletions.get({ id })
    if (deletion.erasedAt !== null) {
      output.progress(null)
      return deletion
    }
    const { files, bytes, message, begunAt, eraseAfter } = deletion
    const waiting = message ?? (begunAt === null && eraseAfter !== null ? `it can be taken back until ${eraseAfter}` : null)
    output.progress(waiting ? `waiting: ${waiting}` : `erasing ${files} files (${readableBytes(bytes)})`)
    if (signal.aborted) throw new AppError('CANCELLED', 'It is deleted; what is left on the disk is erased the next time Carrel runs.')
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
}

function erasedText({ erasedAt, begunAt, eraseAfter }: Deletion): string {
  if (erasedAt) return erasedAt
  return begunAt === null && eraseAfter ? `can be taken back until ${eraseAfter}` : 'not yet'
}

const deletions: Action = async (client, words, { line, output }) => {
  allowFlags(line, 'cancel', 'again')
  exactly(words, [])
  const { cancel, again } = line.flags
  if (cancel !== undefined) {
    const { workspace } = await client.deletions.cancel({ id: cancel })
    output.result({ workspace: { id: workspace.id, name: workspace.name } }, () => [`${workspace.name} is there again, as it was.`])
    return exitCodes.done
  }
  if (again) await client.deletions.retry()
  const { deletions: all } = await client.deletions.list()
  output.result({ deletions: all }, () =>
    all.length === 0
      ? ['No workspace was deleted.']
      : table([
          ['ID', 'NAME', 'DELETED', 'ERASED', 'FILES', 'SIZE', ''],
          ...all.map((one) => [
            one.id,
            one.name ?? '–',
            one.deletedAt,
            erasedText(one),
            one.files,
            readableBytes(one.bytes),
            one.message ?? '',
          ]),
        ]),
  )
  return exitCodes.done
}

interface Checked {
  ok: boolean
  problems: WorkspaceProblem[]
  repaired: number
  /** The job that reads damaged documents again. */
  job: string | null
}

const verify: Action = async (client, words, context) => {
  allowFlags(context.line, 'repair')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const following = { client, output: context.output, signal: context.signal }
  const check = async (repair: boolean) => {
    const { job } = await client.workspaces.verify({ workspace, repair })
    return (await followJob({ workspace, job }, following)).result as Checked
  }
  const found = await check(context.line.flags.repair ?? false)
  if (found.job) await followJob({ workspace, job: found.job }, following)
  // What was repaired is shown to be sound, not believed to be.
  const now = found.repaired > 0 ? await check(false) : found
  const { ok, problems } = now
  const repaired = found === now ? {} : { repaired: found.problems }
  context.output.result({ ok, problems, ...repaired }, () => [
    ...(found === now ? [] : found.problems.map((problem) => `repairing: ${linesOf(problem)}`)),
    ...(ok ? ['Everything agrees.'] : problems.map(linesOf)),
  ])
  if (ok) return exitCodes.done
  return problems.every((problem) => problem.code === underWay) ? exitCodes.someFailed : exitCodes.refused
}

const learn: Action = async (client, words, { line, output, signal }) => {
  allowFlags(line)
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { job } = await client.learning.learn({ workspace })
  const { result } = await followJob({ workspace, job }, { client, output, signal })
  const { before, after, switched } = result as { before: number; after: number; switched: boolean }
  output.result({ before, after, switched }, () => [
    `nDCG@10 of questions made from passages it did not learn from: ${before.toFixed(3)} before, ${after.toFixed(3)} after.`,
    switched
      ? `It is used from now on. Back: carrel workspace reindex ${workspace} --back`
      : 'That is no better, so everything stays as it was.',
  ])
  return exitCodes.done
}

const reindex: Action = async (client, words, { line, output, signal }) => {
  allowFlags(line, 'embedder', 'back')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { embedder, back = false } = line.flags
  const { job } = await client.learning.reindex({ workspace, back, ...(embedder === undefined ? {} : { embedder }) })
  const { result } = await followJob({ workspace, job }, { client, output, signal })
  const { before, after, switched } = result as { before: string; after: string; switched: boolean }
  output.result({ before, after, switched }, () => [
    switched ? `Searched with ${after} now; ${before} is kept for the way back.` : `It is searched with ${after} already.`,
  ])
  return exitCodes.done
}

const linesOf = ({ code, message }: WorkspaceProblem) => `${code}  ${message}`

const actions: Record<string, Action> = {
  create,
  list,
  delete: remove,
  deletions,
  stats,
  verify,
  pipeline: pipelineAction,
  export: exportAction,
  import: importAction,
  seal: sealAction,
  unseal: unsealAction,
  'lock-after': lockAfterAction,
  learn,
  reindex,
}

export const command: Command = {
  usage:
    'workspace create NAME [--template TEMPLATE] | list [--sort FIGURE] | delete NAME [--grace SECONDS] [--no-wait] | deletions [--cancel NAME | --again] | stats NAME | verify NAME [--repair] | export NAME FILE --password-env VAR | import FILE --password-env VAR [--name NAME] | seal NAME --password-env VAR | unseal NAME --password-env VAR | lock-after [MINUTES | never] | learn NAME | reindex NAME [--embedder ID | --back] | pipeline NAME [--set KEY=VALUE]… [--file FILE] [--dry-run]',
  about: 'Workspaces: make, list, delete, measure, check and set them up, and let them learn their words',
  processJobs: false,
  looks: ([action]) => ['list', 'stats', 'deletions', 'export', 'delete', 'verify', 'seal', 'unseal'].includes(action ?? ''),
  run: async (client, words, context) => {
    const action = actions[words[0] ?? '']
    if (!action)
      throw usage(
        words[0]
          ? `There is no “workspace ${words[0]}”.`
          : 'Say what to do with workspaces: create, list, delete, deletions, stats, verify, export, import, seal, unseal, lock-after, learn, reindex or pipeline.',
      )
    return action(client, words.slice(1), context)
  },
}
