import { type Command, exitCodes } from '../command'
import { allowFlags, exactly } from '../parseCommand'

export const command: Command = {
  usage: 'focus NAME [--question Q]… [--tag T]…',
  about: 'Questions and tags a workspace offers from the start; what is given replaces what was, "" takes all away',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'question', 'tag')
    const [workspace] = exactly(words, ['The name of the workspace']) as [string]
    const { question, tag } = line.flags
    const given = (values: string[]) => values.filter((value) => value.trim() !== '')
    const now = (await client.focus.get({ workspace })).focus
    const wanted = { questions: question ? given(question) : now.questions, tags: tag ? given(tag) : now.tags }
    const { focus } = question || tag ? await client.focus.update({ workspace, focus: wanted }) : { focus: now }
    output.result({ focus }, () => [
      `Tags: ${focus.tags.join(', ') || 'none'}`,
      ...(focus.questions.length > 0
        ? ['Questions to begin with:', ...focus.questions.map((one) => `  ${one}`)]
        : ['No questions to begin with.']),
    ])
    return exitCodes.done
  },
}
