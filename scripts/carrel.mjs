#!/usr/bin/env node
// The command line in a checkout: installs and builds first where needed, silently on standard output.
import { pathToFileURL } from 'node:url'
import { buildStale } from './build.mjs'
import { installMissing } from './install.mjs'
import { startTree } from './processes.mjs'
import { inProject, requireInstallableNode, requireProjectNode, runsEverything } from './project.mjs'

requireInstallableNode()
const program = inProject('out', 'main', 'cli.js')

/** Says why nothing could be done, in the form the caller asked for. */
function refuse(error) {
  const message = error instanceof Error ? error.message : String(error)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code: 'INTERNAL', message } })}\n`)
  process.stderr.write(`${message}\n`)
  process.exit(4)
}

try {
  await installMissing({ stream: process.stderr })
  await buildStale({ stream: process.stderr })
} catch (error) {
  refuse(error)
}

if (runsEverything(process.version)) {
  process.argv[1] = program
  await import(pathToFileURL(program).href)
} else {
  try {
    const guard = pathToFileURL(inProject('scripts', 'endWithParent.mjs')).href
    const args = ['--import', guard, program, ...process.argv.slice(2)]
    const ended = await startTree(requireProjectNode(), args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    process.exitCode = ended.interrupted === 'SIGINT' ? 130 : ended.code
  } catch (error) {
    refuse(error)
  }
}
