import { EgressMode, type EgressPolicy, type EgressWay } from '../../../contract/egress'
import { type Command, exitCodes } from '../command'
import { allowFlags, exactly, usage } from '../parseCommand'

const told: Record<EgressMode, string> = {
  local: 'Local only: nothing leaves this machine, whatever is set up.',
  services: 'These services: only to the hosts below.',
  ask: 'Ask: to the hosts below and to pages you name; every other host is asked for in the window, and refused to a command.',
}

export const command: Command = {
  usage: 'policy NAME [local | services | ask] [--allow HOST]… [--deny HOST]…',
  about: 'What may leave this machine for a workspace',
  processJobs: false,
  looks: () => true,
  run: async (client, words, { line, output }) => {
    allowFlags(line, 'allow', 'deny')
    const { allow, deny } = line.flags
    const [workspace, mode] =
      words.length > 1 ? exactly(words, ['The name of the workspace', 'The policy']) : exactly(words, ['The name of the workspace'])
    const wanted = mode === undefined ? undefined : EgressMode.options.find((one) => one === mode)
    if (mode !== undefined && !wanted) throw usage(`A policy is local, services or ask, not “${mode}”.`)
    const isChange = wanted ?? allow ?? deny
    const state = isChange
      ? await client.egress.setPolicy({ workspace: workspace as string, mode: wanted, allow, deny })
      : await client.egress.policy({ workspace: workspace as string })
    output.result(state, () => linesOf(state))
    return exitCodes.done
  },
}

function linesOf({ policy, ways }: { policy: EgressPolicy; ways: EgressWay[] }): string[] {
  return [
    told[policy.mode],
    ...policy.hosts.map((host) => `  ${host}`),
    ...ways.map(({ purpose, host, allowed }) => `A question goes to ${host} (${purpose})${allowed ? '.' : ', which is not allowed now.'}`),
    ...(ways.length === 0 ? ['A question does not leave this machine.'] : []),
  ]
}
