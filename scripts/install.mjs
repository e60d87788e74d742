// Installs the packages of the lock where they are missing or differ from it.
import { existsSync, readFileSync } from 'node:fs'
import { exclusively } from './exclusive.mjs'
import { inProject, root } from './project.mjs'
import { runQuietly } from './processes.mjs'
import { step } from './steps.mjs'

const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {}

/**
 * Whether node_modules holds what the lock asks for: every package that is not optional, and no package in another version.
 * npm writes its own list (node_modules/.package-lock.json) last, so an interrupted installation counts as none.
 */
export function isInstalled(folder = root) {
  const installedPath = `${folder}/node_modules/.package-lock.json`
  if (!existsSync(installedPath)) return false
  const wanted = readPackages(`${folder}/package-lock.json`)
  const installed = readPackages(installedPath)
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue
    const found = installed[path]
    if (found ? found.version !== entry.version : !entry.optional && !entry.devOptional && !entry.peer) return false
  }
  return true
}

/** The npm that runs this command, or the one on the PATH. */
function npmCommand() {
  const npm = process.env.npm_execpath
  if (npm && /\.[cm]?js$/.test(npm) && existsSync(npm)) return { file: process.execPath, first: [npm], shell: false }
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', first: [], shell: process.platform === 'win32' }
}

/** On Windows a running program cannot be replaced: where node_modules carries this very Node, npm mends instead of starting anew. */
function installVerb() {
  const runsFromHere = process.execPath.startsWith(inProject('node_modules'))
  return process.platform === 'win32' && runsFromHere ? ['install', '--no-save'] : ['ci']
}

async function runNpm() {
  const { file, first, shell } = npmCommand()
  const args = [...first, ...installVerb(), '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const result = await runQuietly(file, args, { cwd: root, shell })
  if (result.interrupted) throw new Error('The installation was interrupted. Run the command again to finish it.')
  if (result.code !== 0) {
    const last = result.output.trim().split('\n').slice(-12).join('\n')
    throw new Error(
      `npm could not install the packages (exit code ${result.code}). It said:\n${last}\nCheck the network and the npm registry settings, then run the command again.`,
    )
  }
}

/** Installs what is missing, once even when several commands start together; `stream` takes the progress lines. */
export async function installMissing({ stream = process.stdout } = {}) {
  if (isInstalled()) return
  await exclusively(
    inProject('out', '.preparing'),
    async () => {
      if (isInstalled()) return
      await step('Installing the packages (once, about a minute)', runNpm, { stream })
    },
    { onWait: () => stream.write('Waiting for another Carrel command that is installing …\n') },
  )
}
