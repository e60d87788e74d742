import type { Template } from '../../../contract/templates'
import { type Command, exitCodes } from '../command'
import { table } from '../output'
import { allowFlags, exactly, usage } from '../parseCommand'

export const command: Command = {
  usage: 'template list | save TEMPLATE --from NAME | remove TEMPLATE',
  about: 'Templates for new workspaces: settings, tags and questions to begin with',
  processJobs: false,
  looks: ([action]) => action === 'list',
  run: async (client, words, { line, output }) => {
    const [action, ...rest] = words
    if (action === 'list') {
      allowFlags(line)
      exactly(rest, [])
      const { templates } = await client.templates.list()
      output.result({ templates }, () =>
        templates.length === 0
          ? ['No template yet. Save one: carrel template save TEMPLATE --from NAME']
          : table([['NAME', 'MODEL', 'MAY LEAVE', 'TAGS', 'QUESTIONS'], ...templates.map(rowOf)]),
      )
    } else if (action === 'save') {
      allowFlags(line, 'from')
      const [name] = exactly(rest, ['The name of the template']) as [string]
      if (line.flags.from === undefined) throw usage('Of which workspace? Name it with --from NAME.')
      const { template } = await client.templates.save({ name, workspace: line.flags.from })
      output.result({ template }, () => [
        `Saved ${template.name}. A workspace of it: carrel workspace create NAME --template "${template.name}"`,
      ])
    } else if (action === 'remove') {
      allowFlags(line)
      const [name] = exactly(rest, ['The name of the template']) as [string]
      const { removed } = await client.templates.remove({ name })
      output.result({ removed }, () => [`Removed ${removed}. Workspaces made of it stay as they are.`])
    } else throw usage(action ? `There is no “template ${action}”.` : 'Say what to do with templates: list, save or remove.')
    return exitCodes.done
  },
}

function rowOf({ name, model, policy, focus }: Template): string[] {
  const hosts = policy.hosts.length > 0 ? `: ${policy.hosts.join(', ')}` : ''
  return [name, model ?? 'none', `${policy.mode}${hosts}`, focus.tags.join(', ') || '–', focus.questions.join(' · ') || '–']
}
