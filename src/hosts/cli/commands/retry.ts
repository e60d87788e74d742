import type { JobDocument } from '../../../contract/jobs'
import type { Command } from '../command'
import { followJob } from '../followJob'
import { allowFlags, oneOf, usage } from '../parseCommand'
import { reportAdded } from './add'

export const command: Command = {
  usage: 'retry NAME [DOCUMENT…] [--ocr auto|off|force]',
  about: 'Read documents again; without names, all that failed or were cancelled',
  processJobs: true,
  run: async (client, words, context) => {
    allowFlags(context.line, 'ocr')
    const [workspace, ...documents] = words
    if (!workspace) throw usage('The name of the workspace is missing.')
    const ocr = oneOf(context.line.flags.ocr, 'ocr', ['auto', 'off', 'force'] as const)
    const { job } = await client.documents.retry({ workspace, ...(documents.length > 0 ? { documents } : {}), ...(ocr ? { ocr } : {}) })
    const ended = await followJob({ workspace, job }, { client, output: context.output, signal: context.signal })
    return reportAdded(ended.result as { documents: JobDocument[]; elapsedMs: number }, context.output)
  },
}
