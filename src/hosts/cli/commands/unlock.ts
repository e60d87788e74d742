import type { JobDocument } from '../../../contract/jobs'
import type { Command } from '../command'
import { followJob } from '../followJob'
import { allowFlags, exactly, usage } from '../parseCommand'
import { reportAdded } from './add'

export const command: Command = {
  usage: 'unlock NAME DOCUMENT --password-env VAR',
  about: 'Read a document with its password, taken from an environment variable and kept nowhere',
  processJobs: true,
  run: async (client, words, { line, output, environment, signal }) => {
    allowFlags(line, 'password-env')
    const [workspace, document] = exactly(words, ['The name of the workspace', 'The name of the document']) as [string, string]
    const variable = line.flags['password-env']
    if (!variable) throw usage('--password-env is missing: the name of the environment variable that holds the password.')
    const password = environment[variable]
    if (!password) throw usage(`The environment variable ${variable} is not set or is empty.`)
    const { job } = await client.documents.unlock({ workspace, document, password })
    const ended = await followJob({ workspace, job }, { client, output, signal })
    return reportAdded(ended.result as { documents: JobDocument[]; elapsedMs: number }, output)
  },
}
