// Finds Electron's program without importing its package: importing it would start a download.
import { lookup } from 'node:dns/promises'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { runQuietly } from './processes.mjs'
import { inProject, projectEnvironment, requireProjectNode, root } from './project.mjs'

const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** Absolute path of Electron's program, or null where it has not been fetched. */
export function findElectron({ folder = inProject('node_modules', 'electron'), environment = process.env } = {}) {
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : (names[process.platform] ?? 'electron')
  const place = join(environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(place) ? place : null
}

const dayMs = 24 * 3600 * 1000
const failedPath = () => inProject('out', '.electron-not-fetched')

/** Whether fetching failed within the last day. */
export function failedLately(path = failedPath(), now = Date.now()) {
  try {
    const at = Number(readFileSync(path, 'utf8'))
    return now - at >= 0 && now - at < dayMs
  } catch {
    return false
  }
}

/** Whether the place Electron is fetched from can be named by the resolver within two seconds; behind a proxy that cannot be asked. */
async function networkSeemsThere(environment) {
  const proxied = Object.keys(environment).some((name) => /^(https?|all)_proxy$/i.test(name) && environment[name])
  if (proxied) return true
  const mirror = environment.ELECTRON_MIRROR ?? environment.npm_config_electron_mirror
  const host = mirror ? new URL(mirror).hostname : 'github.com'
  const found = lookup(host).then(
    () => true,
    () => false,
  )
  return Promise.race([found, wait(2000, false, { ref: false })])
}

/**
 * Fetches Electron once: null where there is no network, where it failed within the last day, or where it fails now
 * (five minutes at most; the failure is remembered in out/). With `again` an earlier failure does not count.
 */
export async function fetchElectron({ environment = process.env, again = false } = {}) {
  if (failedLately() && !again) return null
  if (await networkSeemsThere(environment)) {
    const installer = inProject('node_modules', 'electron', 'install.js')
    const result = await runQuietly(requireProjectNode(), [installer], { cwd: root, env: projectEnvironment(), timeoutMs: 300_000 })
    if (result.interrupted) throw new Error('Interrupted.')
    const binary = findElectron({ environment })
    if (result.code === 0 && binary) {
      rmSync(failedPath(), { force: true })
      return binary
    }
  }
  mkdirSync(dirname(failedPath()), { recursive: true })
  writeFileSync(failedPath(), String(Date.now()))
  return null
}
