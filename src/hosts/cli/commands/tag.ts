import { type Command, exitCodes } from '../command'
import { table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'

export const command: Command = {
  usage: 'tag NAME [DOCUMENT… --add T… --remove T…]',
  about: 'Put tags on documents or take them off; without documents, list the tags',
  processJobs: false,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'add', 'remove')
    const [workspace, ...documents] = words
    const { add = [], remove = [] } = line.flags
    if (workspace === undefined) exactly(words, ['The name of the workspace'])
    const named = workspace as string
    if (documents.length === 0) {
      if (add.length + remove.length > 0) throw usage('Which documents? Name them after the workspace.')
      const { tags } = await client.documents.tags({ workspace: named })
      output.result({ tags }, () =>
        tags.length === 0
          ? ['No document has a tag yet: carrel tag NAME DOCUMENT --add TAG']
          : table([['TAG', 'DOCUMENTS'], ...tags.map((one) => [one.tag, one.documents])]),
      )
      return exitCodes.done
    }
    if (add.length + remove.length === 0) throw usage('Which tags? --add TAG puts one on, --remove TAG takes one off.')
    const tagged = await client.documents.tag({ workspace: named, documents, add, remove })
    const shown = tagged.documents.map(({ id, name, tags = [] }) => ({ id, name, tags }))
    output.result({ documents: shown }, () => shown.map(({ name, tags }) => `${name}: ${tags.length > 0 ? tags.join(', ') : 'no tags'}`))
    return exitCodes.done
  },
}
