import { type RetentionItem, type RetentionPart, RetentionPolicy, retentionParts } from '../../../contract/retention'
import { type Command, exitCodes } from '../command'
import { followJob } from '../followJob'
import { table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'

const told: Record<RetentionPart, string> = {
  documents: 'Documents and their originals',
  chats: 'Conversations (pinned ones stay)',
  history: 'History of imports, removals and checks',
  ledger: 'Ledger of connections',
}

export const command: Command = {
  usage: 'retention NAME [--set PART=DAYS|forever]… [--dry-run | --apply]',
  about: 'How long documents, chats, history and ledger are kept; what would go, and erasing it now',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output, signal }) => {
    allowFlags(line, 'set', 'dry-run', 'apply')
    const [workspace] = exactly(words, ['The name of the workspace']) as [string]
    const { set, apply, 'dry-run': dryRun } = line.flags
    if (apply && dryRun) throw usage('Either --dry-run, which only lists what would go, or --apply, which erases it.')
    const { policy: now, receipts } = await client.retention.get({ workspace })
    const policy = withSettings(now, set)
    if (dryRun) {
      const { items } = await client.retention.preview({ workspace, policy })
      output.result({ policy, items }, () => [...linesOf(policy), '', ...itemLines(items)])
      return exitCodes.done
    }
    if (set) await client.retention.update({ workspace, policy })
    if (!apply) {
      output.result({ policy, receipts }, () => linesOf(policy))
      return exitCodes.done
    }
    const { receipt } = await client.retention.apply({ workspace })
    if (receipt) await followJob({ workspace, job: receipt.job }, { client, output, signal })
    const ended = receipt ? ((await client.retention.get({ workspace })).receipts.find(({ job }) => job === receipt.job) ?? receipt) : null
    output.result({ policy, receipt: ended }, () => [
      ended
        ? `Erased ${retentionParts.map((part) => `${ended[part]} ${part}`).join(', ')}; nothing of it is on the disk since ${ended.erasedAt}`
        : 'There is nothing to erase.',
    ])
    return exitCodes.done
  },
}

function withSettings(policy: RetentionPolicy, settings: readonly string[] = []): RetentionPolicy {
  const changed: Record<string, unknown> = { ...policy }
  for (const setting of settings) {
    const [, part = '', value = ''] = /^(\w+)=(\d+|forever)$/u.exec(setting) ?? []
    if (!retentionParts.some((one) => one === part))
      throw usage(
        `There is no setting “${setting}”. One is written like chats=90 or documents=forever; parts are ${retentionParts.join(', ')}.`,
      )
    changed[part] = value === 'forever' ? null : Number(value)
  }
  const { success, data } = RetentionPolicy.safeParse(changed)
  if (!success) throw usage('Something is kept from 1 to 36,500 days, or forever.')
  return data
}

function linesOf(policy: RetentionPolicy): string[] {
  return table(
    retentionParts.map((part) => [
      part,
      policy[part] === null ? 'forever' : policy[part] === 1 ? '1 day' : `${policy[part]} days`,
      told[part],
    ]),
  )
}

function itemLines(items: readonly RetentionItem[]): string[] {
  if (items.length === 0) return ['Nothing would go now.']
  return [`${items.length} would go now:`, ...table(items.map(({ part, at, name }) => [part, at.slice(0, 10), name]))]
}
