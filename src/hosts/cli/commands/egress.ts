import { writeFileSync } from 'node:fs'
import type { EgressEntry, EgressTotals } from '../../../contract/egress'
import { AppError } from '../../../contract/errors'
import { type Command, exitCodes } from '../command'
import { readableBytes, table } from '../output'
import { allowFlags, exactly, wholeNumber } from '../parseCommand'

export const command: Command = {
  usage: 'egress [NAME] [--limit N] [--export FILE]',
  about: 'What left this machine for a workspace, or, without a name, for none: tests of models',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output, resolvePath }) => {
    allowFlags(line, 'limit', 'export')
    const limit = wholeNumber(line.flags.limit, 'limit', 1) ?? 50
    const file = line.flags.export
    if (words.length === 0 && file === undefined) {
      const ledger = await client.egress.listUnbound({ limit })
      output.result(ledger, () => linesOf(ledger))
      return exitCodes.done
    }
    const [workspace] = exactly(words, ['The name of the workspace']) as [string]
    if (file !== undefined) {
      const { csv, entries } = await client.egress.export({ workspace })
      const path = resolvePath(file)
      write(path, csv)
      output.result({ exported: path, entries }, () => [`${entries} entries written to ${path}`])
      return exitCodes.done
    }
    const ledger = await client.egress.list({ workspace, limit })
    output.result(ledger, () => linesOf(ledger))
    return exitCodes.done
  },
}

/** A file that is there already is somebody's. */
function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const there = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw new AppError(
      there ? 'BAD_REQUEST' : 'FILE_PERMISSION',
      there ? `${path} is there already. Name a new file.` : `${path} cannot be written. Name another place.`,
      {
        cause,
      },
    )
  }
}

function linesOf({ entries, totals }: { entries: EgressEntry[]; totals: EgressTotals }): string[] {
  if (entries.length === 0) return ['Nothing has left this machine.']
  return [
    ...table([
      ['TIME', 'HOST', 'FOR', 'OUTCOME', 'TIMES', 'SENT', 'RECEIVED', 'DOCUMENTS'],
      ...entries.map((one) => [
        one.at,
        one.host,
        one.purpose,
        one.outcome,
        one.requests,
        readableBytes(one.sent),
        readableBytes(one.received),
        one.documents.map(({ id, name }) => name ?? id).join(', '),
      ]),
    ]),
    `${totals.requests} connections in all, ${readableBytes(totals.sent)} sent, ${totals.refused} refused.`,
  ]
}
