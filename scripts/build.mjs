// Builds the bundles whose sources have changed, beside the old ones, and swaps them in when they are whole.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exclusively } from './exclusive.mjs'
import { runQuietly } from './processes.mjs'
import { inProject, projectEnvironment, requireInstallableNode, requireProjectNode, root } from './project.mjs'
import { step } from './steps.mjs'

const settings = ['package.json', 'package-lock.json', 'vite.config.ts', 'electron.vite.config.ts', 'tsconfig.base.json']

/** The two halves that are built by themselves: what runs in Node or Electron's main process, and what runs in the window. */
const parts = {
  node: { sources: ['electron', 'src'], leftOut: ['src/renderer'], results: ['main', 'preload'], proof: 'out/main/worker.js' },
  window: { sources: ['src/renderer', 'src/contract', 'src/rpc'], leftOut: [], results: ['renderer'], proof: 'out/renderer/index.html' },
}

const isSource = (path) => !/\.test\.tsx?$/.test(path) && !path.endsWith('.md')

function* filesBelow(path, leftOut) {
  if (!existsSync(path) || leftOut.includes(relative(root, path).split(sep).join('/'))) return
  if (statSync(path).isFile()) yield path
  else for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name), leftOut)
}

/** A digest over name, size and time of every source of a part: changes whenever a file is edited, added or removed. */
export function sourceDigest(part) {
  const hash = createHash('sha256')
  for (const entry of [...parts[part].sources, ...settings]) {
    for (const path of filesBelow(inProject(entry), parts[part].leftOut)) {
      if (!isSource(path)) continue
      const { size, mtimeMs } = statSync(path)
      hash.update(`${relative(root, path)}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

const stampPath = () => inProject('out', '.built')

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampPath(), 'utf8'))
  } catch {
    return {}
  }
}

/** The parts whose bundle is missing or older than its sources. */
export function staleParts(wanted = Object.keys(parts)) {
  const stamps = readStamps()
  return wanted.filter((part) => !existsSync(inProject(parts[part].proof)) || stamps[part] !== sourceDigest(part))
}

/** Runs the bundler for one part into a folder of its own, then moves the finished folders into place. */
async function buildPart(part) {
  const digest = sourceDigest(part)
  const next = inProject('out', `.next-${part}`)
  rmSync(next, { recursive: true, force: true })
  const bundler = inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const result = await runQuietly(
    requireProjectNode(),
    [bundler, 'build', '--logLevel', 'warn', '--ignoreConfigWarning', '--outDir', next],
    {
      cwd: root,
      env: projectEnvironment({ CARREL_BUILD_PART: part, NODE_ENV: 'production' }),
    },
  )
  if (result.interrupted) throw new Error('The build was interrupted.')
  if (result.code !== 0) throw new Error(`The ${part} bundles could not be built:\n${result.output.trim()}`)
  const old = inProject('out', `.old-${part}`)
  for (const name of parts[part].results) {
    const place = inProject('out', name)
    rmSync(old, { recursive: true, force: true })
    if (existsSync(place)) renameSync(place, old)
    renameSync(join(next, name), place)
  }
  for (const path of [old, next]) rmSync(path, { recursive: true, force: true })
  writeFileSync(stampPath(), JSON.stringify({ ...readStamps(), [part]: digest }))
  return result.output.trim()
}

/**
 * @typedef {object} BuildOptions
 * @property {NodeJS.WritableStream & {isTTY?: boolean}} [stream] takes the progress lines; standard output where absent
 * @property {string[]} [wanted] parts to look at; all where absent
 * @property {boolean} [always] build whether stale or not
 */

/**
 * Builds what is stale (or all with `always`), once even when several commands start together.
 * @param {BuildOptions} [options]
 */
export async function buildStale({ stream = process.stdout, wanted, always = false } = {}) {
  if (!always && staleParts(wanted).length === 0) return
  mkdirSync(inProject('out'), { recursive: true })
  await exclusively(
    inProject('out', '.preparing'),
    async () => {
      const stale = always ? (wanted ?? Object.keys(parts)) : staleParts(wanted)
      if (stale.length === 0) return
      await step(
        'Building',
        async () => {
          for (const part of stale) {
            const warnings = await buildPart(part)
            if (warnings) process.stderr.write(`${warnings}\n`)
          }
        },
        { stream },
      )
    },
    { onWait: () => stream.write('Waiting for another Carrel command that is building …\n') },
  )
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  requireInstallableNode()
  try {
    await buildStale({ always: true })
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
