// Installs the packages of the lock where they are missing or differ from it.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { exclusively } from './exclusive.mjs'
import { inProject, projectEnvironment, projectNode, requireProjectNode, root } from './project.mjs'
import { runQuietly } from './processes.mjs'
import { step } from './steps.mjs'

const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {}

/** Packages of the lock and those npm has installed; npm writes its list last, so an interrupted installation has none. */
function readBoth(folder) {
  const installedPath = `${folder}/node_modules/.package-lock.json`
  return existsSync(installedPath) ? { wanted: readPackages(`${folder}/package-lock.json`), installed: readPackages(installedPath) } : null
}

/** Whether every package that is not optional is there, and none in another version. */
function matchesLock({ wanted, installed }) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = installed[path]
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer)
  })
}

let libc
/** The C library of this system in npm's words; asked for only where a package depends on it. */
function systemLibc() {
  process.report.excludeNetwork = true
  libc ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  return libc
}

/**
 * Packages made for this very platform that are not there. npm leaves them out without a word where their `engines` refuse the Node it
 * runs on: on Node 18 those are the bundler, the linter and the image library.
 */
function leftOut({ wanted, installed }) {
  return Object.keys(wanted).filter((path) => {
    const { optional, os, cpu, libc: libraries } = wanted[path]
    if (!optional || installed[path] || !os?.includes(process.platform) || !cpu?.includes(process.arch)) return false
    return !libraries || libraries.includes(systemLibc())
  })
}

/** Says that nothing more can be had: where a registry does not show a platform's package, asking again at each start would not help. */
const completePath = (folder) => `${folder}/node_modules/.carrel-complete`

/** Whether node_modules holds what the lock asks for. */
export function isInstalled(folder = root) {
  const both = readBoth(folder)
  return both !== null && matchesLock(both) && (existsSync(completePath(folder)) || leftOut(both).length === 0)
}

/** The npm that runs this command, or the one on the PATH; run by a Node of choice. */
function npmCommand(node) {
  const npm = process.env.npm_execpath
  if (npm && /\.[cm]?js$/.test(npm) && existsSync(npm)) return { file: node, first: [npm], shell: false }
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', first: [], shell: process.platform === 'win32' }
}

async function runNpm(verb, { node = process.execPath, env = process.env } = {}) {
  const { file, first, shell } = npmCommand(node)
  const args = [...first, ...verb, '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const result = await runQuietly(file, args, { cwd: root, shell, env })
  if (result.interrupted) throw new Error('The installation was interrupted. Run the command again to finish it.')
  if (result.code !== 0) {
    const last = result.output.trim().split('\n').slice(-12).join('\n')
    throw new Error(
      `npm could not install the packages (exit code ${result.code}). It said:\n${last}\nCheck the network and the npm registry settings, then run the command again.`,
    )
  }
}

/** npm's verb that leaves the lock alone and keeps what is there. */
const mend = ['install', '--no-save']

/** Installs from the lock, then again by the project's own Node what npm left out for the Node it was started on. */
async function install() {
  const present = readBoth(root)
  if (!present || !matchesLock(present)) {
    // On Windows a running program cannot be replaced, and node_modules may carry the very Node that runs here.
    const runsFromHere = process.platform === 'win32' && process.execPath.startsWith(inProject('node_modules'))
    await runNpm(runsFromHere ? mend : ['ci'])
  }
  const both = readBoth(root)
  if (both && leftOut(both).length > 0) {
    await runNpm(mend, { node: requireProjectNode(), env: projectEnvironment() })
    writeFileSync(completePath(root), '')
  }
  linkNode()
}

/** Makes the pinned Node the `node` of `npm run` where npm did not: npm 10 forgets that link when it has left packages out. */
function linkNode() {
  const link = inProject('node_modules', '.bin', 'node')
  const node = projectNode()
  if (process.platform === 'win32' || !node?.startsWith(inProject('node_modules')) || existsSync(link)) return
  symlinkSync(relative(dirname(link), node), link)
}

/** Installs what is missing, once even when several commands start together; `stream` takes the progress lines. */
export async function installMissing({ stream = process.stdout } = {}) {
  if (isInstalled()) return
  await exclusively(
    inProject('out', '.preparing'),
    async () => {
      if (isInstalled()) return
      await step('Installing the packages (once, about a minute)', install, { stream })
    },
    { onWait: () => stream.write('Waiting for another Carrel command that is installing …\n') },
  )
}
