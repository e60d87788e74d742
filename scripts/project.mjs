// Where the project stands and which Node runs it. Runs on Node 18 before anything is installed, so it imports nothing but Node itself.
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Absolute path inside the project's folder. */
export const inProject = (...parts) => join(root, ...parts)

/** Whether a Node version string runs everything: better-sqlite3 13 needs 22, and crashes with a segmentation fault on 20. */
export function runsEverything(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

/** Ends the process with a plain sentence where its Node is too old even to install. */
export function requireInstallableNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) >= 18) return
  process.stderr.write(
    `Carrel needs Node 18 or newer to install itself; this is Node ${version}. Install a current Node from https://nodejs.org.\n`,
  )
  process.exit(4)
}

/**
 * The Node that runs the project: the pinned one that npm brought with the packages, else the user's own where it is new enough.
 * Null where neither will do (macOS, whose Node packages npm does not carry, with an older Node).
 */
export function projectNode() {
  const file = process.platform === 'win32' ? 'node.exe' : join('bin', 'node')
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const pinned = [
    inProject('node_modules', `node-${platform}-${process.arch}`, file),
    inProject('node_modules', `node-${platform}-${process.arch}`, 'bin', 'node.exe'),
  ]
  return pinned.find((path) => existsSync(path)) ?? (runsEverything(process.version) ? process.execPath : null)
}

/** The project's Node, or an error that says what to install. */
export function requireProjectNode() {
  const node = projectNode()
  if (node) return node
  throw new Error(
    `Carrel needs Node 22.13 or newer on this machine (${process.platform} ${process.arch}); this is ${process.version}. Install the current Node from https://nodejs.org, then run the command again.`,
  )
}

/** An environment in which `node` and the project's tools are the project's own. */
export function projectEnvironment(additions = {}) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const bin = inProject('node_modules', '.bin')
  const folders = [bin, dirname(projectNode() ?? process.execPath), process.env[key] ?? '']
  return { ...process.env, [key]: folders.join(delimiter), ...additions }
}
