import { type Command, exitCodes } from '../command'
import { followJob } from '../followJob'
import { allowFlags, usage } from '../parseCommand'

export const command: Command = {
  usage: 'remove NAME DOCUMENT… [--no-wait]',
  about: 'Remove documents from search and from the disk',
  processJobs: true,
  run: async (client, words, context) => {
    allowFlags(context.line, 'wait')
    const [workspace, ...documents] = words
    if (!workspace) throw usage('The name of the workspace is missing.')
    if (documents.length === 0) throw usage('Name at least one document to remove.')
    const { job } = await client.documents.remove({ workspace, documents })
    if (context.line.flags.wait !== false) await followJob({ workspace, job }, { client, output: context.output, signal: context.signal })
    context.output.result({ removed: documents, job }, () => [
      `Removed ${documents.length === 1 ? documents[0] : `${documents.length} documents`}`,
    ])
    return exitCodes.done
  },
}
