import { type Command, exitCodes } from '../command'
import { followJob } from '../followJob'
import { allowFlags, usage } from '../parseCommand'

interface Receipt {
  removedAt: string
  erasedAt: string
}

const pickReceipt = ({ removedAt, erasedAt }: Receipt): Receipt => ({ removedAt, erasedAt })

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
    const following = { client, output: context.output, signal: context.signal }
    const ended = context.line.flags.wait === false ? null : await followJob({ workspace, job }, following)
    const receipt = ended ? pickReceipt(ended.result as Receipt) : undefined
    const what = documents.length === 1 ? documents[0] : `${documents.length} documents`
    context.output.result({ removed: documents, job, ...(receipt ? { receipt } : {}) }, () => [
      receipt
        ? `Removed ${what}; nothing of it is on the disk since ${receipt.erasedAt}`
        : `Removed ${what}; it is erased in the background`,
    ])
    return exitCodes.done
  },
}
