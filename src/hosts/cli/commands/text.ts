import { type Command, exitCodes } from '../command'
import { allowFlags, exactly, wholeNumber } from '../parseCommand'

export const command: Command = {
  usage: 'text NAME DOCUMENT [--page N]',
  about: 'Print what was read of a document',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'page')
    const [workspace, document] = exactly(words, ['The name of the workspace', 'The name of the document']) as [string, string]
    const page = wholeNumber(line.flags.page, 'page', 1)
    const { pages } = await client.documents.text({ workspace, document, ...(page ? { page } : {}) })
    output.result({ pages }, () => pages.map((one) => (pages.length > 1 ? `── page ${one.page} ──\n${one.text}\n` : one.text)))
    return exitCodes.done
  },
}
