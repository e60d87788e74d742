import { type Command, exitCodes } from '../command'
import { allowFlags, exactly } from '../parseCommand'

export const command: Command = {
  usage: 'doctor',
  about: 'What is installed, what is missing, what to do',
  processJobs: false,
  run: async (client, words, { line, output }) => {
    allowFlags(line)
    exactly(words, [])
    const report = await client.host.doctor()
    output.result(report, () =>
      report.checks.map((check) => `${check.ok ? '✓' : check.required ? '✗' : '–'} ${check.name}: ${check.message}`),
    )
    return report.ok ? exitCodes.done : exitCodes.nothingDone
  },
}
