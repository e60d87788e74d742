// `npm start`: installs what is missing, builds if needed, opens the app, or the same window in the browser.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { buildStale } from './build.mjs'
import { failedLately, fetchElectron, findElectron } from './electronBinary.mjs'
import { installMissing } from './install.mjs'
import { startTree } from './processes.mjs'
import { inProject, projectEnvironment, requireInstallableNode, requireProjectNode, root } from './project.mjs'
import { step } from './steps.mjs'

const say = (line) => process.stdout.write(`${line}\n`)

/** What this machine can show: Electron and browsers need a display, and refuse to run as root. */
function surroundings() {
  const linux = process.platform === 'linux'
  const display = !linux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  return { display: display && !process.env.CI, administrator: linux && process.getuid?.() === 0 }
}

/** Electron's program where it can open a window here, else null and the reason in one sentence. */
async function chooseElectron({ display, administrator }) {
  if (!display) return { reason: 'there is no display' }
  if (administrator) return { reason: 'Electron does not open windows for root' }
  const found = findElectron()
  if (found) return { program: found }
  if (failedLately()) return { reason: 'Electron could not be fetched' }
  const fetched = await step('Fetching Electron (once)', fetchElectron)
  return fetched ? { program: fetched } : { reason: 'Electron could not be fetched' }
}

/** Opens an address in the user's browser; a machine without one keeps the printed address. */
function openBrowser(address) {
  const openers = { darwin: ['open', [address]], win32: ['rundll32', ['url.dll,FileProtocolHandler', address]] }
  const [file, args] = openers[process.platform] ?? ['xdg-open', [address]]
  spawn(file, args, { stdio: 'ignore', detached: true })
    .once('error', () => {})
    .unref()
}

/** Runs the web host until it is told to end; passes its lines on, says what it is once it has an address, and opens that. */
function runWebHost(args, { open, introduction }) {
  const guard = pathToFileURL(inProject('scripts', 'endWithParent.mjs')).href
  const program = inProject('out', 'main', 'cli.js')
  return startTree(requireProjectNode(), ['--import', guard, program, 'serve', ...args], {
    cwd: root,
    env: projectEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    onStarted: (child) => {
      let opened = false
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+\/\S*/.exec(line)?.[0]
        // Not before: arguments may be wrong, or ask for help.
        if (address && !opened && introduction) say(introduction)
        say(line)
        if (address && open && !opened) openBrowser(address)
        opened ||= Boolean(address)
      })
    },
  })
}

/** Runs the desktop app; `cameUp` is false where it ended by itself with an error within ten seconds. */
async function runElectron(program, args) {
  const startedAt = performance.now()
  const ended = await startTree(program, [root, ...args], { cwd: root, env: projectEnvironment(), stdio: ['ignore', 'inherit', 'inherit'] })
  return { ...ended, cameUp: ended.code === 0 || Boolean(ended.interrupted) || performance.now() - startedAt > 10_000 }
}

/** Exit code of a start: ended on purpose is no failure. */
const exitCode = (ended) => (ended.interrupted === 'SIGINT' ? 130 : ended.interrupted ? 0 : ended.code)

async function start(args) {
  requireInstallableNode()
  await installMissing()
  await buildStale()
  if (args.some((word) => word === '--help' || word === '-h')) return exitCode(await runWebHost(args, { open: false }))
  const place = surroundings()
  const electron = await chooseElectron(place)
  let reason = electron.reason
  if (electron.program) {
    say('Opening Carrel …')
    const ended = await runElectron(electron.program, args)
    if (ended.cameUp) return exitCode(ended)
    reason = `Electron ended with code ${ended.code}`
  }
  const open = place.display && !place.administrator && process.env.BROWSER !== 'none'
  const introduction = open
    ? `Opening Carrel in the browser, because ${reason}.`
    : `Carrel runs as a web page here, because ${reason}. Open the address in a browser.`
  return exitCode(await runWebHost(args, { open, introduction }))
}

try {
  process.exitCode = await start(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 4
}
