// `npm run package`: builds an installer for this system into out/dist, where Electron's program can be had.
import { dirname, join } from 'node:path'
import { buildStale } from './build.mjs'
import { fetchElectron, findElectron } from './electronBinary.mjs'
import { installMissing } from './install.mjs'
import { startTree } from './processes.mjs'
import { inProject, projectEnvironment, requireInstallableNode, requireProjectNode, root } from './project.mjs'
import { step } from './steps.mjs'

/** The folder electron-builder takes Electron from, so that nothing is fetched a second time. */
function electronFolder(program) {
  return process.platform === 'darwin' ? join(program, '..', '..', '..', '..') : dirname(program)
}

async function buildInstaller() {
  requireInstallableNode()
  await installMissing()
  await buildStale({ always: true })
  const program = findElectron() ?? (await step('Fetching Electron (once)', () => fetchElectron({ again: true })))
  if (!program) {
    throw new Error(
      'No installer was built: Electron’s program is not in node_modules and could not be fetched. Run this where github.com (or the mirror in ELECTRON_MIRROR) can be reached, or name a folder that holds it in ELECTRON_OVERRIDE_DIST_PATH.',
    )
  }
  const builder = inProject('node_modules', 'electron-builder', 'cli.js')
  const args = [builder, '--publish', 'never', `--config.electronDist=${electronFolder(program)}`, ...process.argv.slice(2)]
  const ended = await startTree(requireProjectNode(), args, { cwd: root, env: projectEnvironment(), stdio: 'inherit' })
  return ended.code
}

try {
  process.exitCode = await buildInstaller()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
