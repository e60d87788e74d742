import { type Command, exitCodes } from '../command'
import { table } from '../output'
import { allowFlags, exactly, usage, wholeNumber } from '../parseCommand'

export const command: Command = {
  usage: 'access NAME [--document D] [--limit N]',
  about: 'Which documents and passages are used, and how well they rank',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'document', 'limit')
    const [workspace] = exactly(words, ['The name of the workspace']) as [string]
    const [document, ...more] = line.flags.document ?? []
    if (more.length > 0) throw usage('Name one document, or none for all of them.')
    const limit = wholeNumber(line.flags.limit, 'limit', 1)
    const found = await client.access.get({ workspace, ...(document ? { document } : {}), ...(limit ? { limit } : {}) })
    const { hot, cold, never } = found.documents
    output.result(found, () => [
      `Documents: ${hot} hot, ${cold} cold, ${never} never used. ${found.keptAnswers} answers are kept for the same question.`,
      ...(found.passages.length === 0
        ? ['No passage was found by a search or a question yet.']
        : [
            '',
            ...table([
              ['FOUND', 'CITED', 'MEAN RANK', 'BEST', 'LAST', 'PASSAGE'],
              ...found.passages.map((one) => [
                one.found,
                one.cited,
                one.meanRank ?? '–',
                one.bestRank,
                one.lastAt.slice(0, 10),
                `${one.name}, p. ${one.page}`,
              ]),
            ]),
          ]),
    ])
    return exitCodes.done
  },
}
