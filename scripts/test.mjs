// `npm test`: installs what is missing, runs every check and every test, and ends with one line of true counts.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { checks } from './checks.mjs'
import { countPlaywright } from './countPlaywright.mjs'
import { installMissing } from './install.mjs'
import { runQuietly } from './processes.mjs'
import { inProject, projectEnvironment, requireInstallableNode, requireProjectNode, root } from './project.mjs'
import { seconds, step } from './steps.mjs'

const long = process.argv.includes('--long')
const minute = 60_000
/** Why a test that gives no reason of its own was left out. */
const usualReason = long ? 'needs documents or tools that are not here' : 'runs in npm run test:long, or needs documents that are not here'
/** What a log should not be full of. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' }
const say = (line) => process.stdout.write(`${line}\n`)

/** One static check, counted as one test. */
async function runCheck(name) {
  try {
    await step(name, checks[name])
    return { passed: 1, failed: 0, skipped: [] }
  } catch (error) {
    say(error.message)
    return { passed: 0, failed: 1, skipped: [] }
  }
}

/** Runs a test runner that writes a JSON report; a runner that fails without naming a failed test counts as one failure. */
async function runTests(title, script, args, { count, report, timeoutMs, environment = {} }) {
  const reportPath = inProject('out', report)
  rmSync(reportPath, { force: true })
  const startedAt = performance.now()
  say(`${title} …`)
  const result = await runQuietly(requireProjectNode(), [inProject('node_modules', ...script), ...args], {
    cwd: root,
    env: projectEnvironment({ ...plain, ...(long ? { CARREL_LONG: '1' } : {}), ...environment }),
    timeoutMs: long ? undefined : timeoutMs,
    onOutput: (text) => process.stdout.write(text),
  })
  const counts = existsSync(reportPath) ? count(JSON.parse(readFileSync(reportPath, 'utf8'))) : { passed: 0, failed: 0, skipped: [] }
  if (result.timedOut) say(`${title} did not end within ${seconds(timeoutMs)} and was stopped.`)
  if (result.code !== 0 && counts.failed === 0) counts.failed = 1
  say(
    `${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped (${seconds(performance.now() - startedAt)})`,
  )
  for (const { name, reason } of counts.skipped) say(`  skipped: ${name} (${reason || usualReason})`)
  return counts
}

const runUnits = () =>
  runTests(
    'unit and integration tests',
    ['vitest', 'vitest.mjs'],
    ['run', '--reporter=default', '--reporter=./scripts/countsReporter.mjs'],
    {
      count: (counts) => counts,
      report: 'vitest.json',
      timeoutMs: 30 * minute,
    },
  )

const runStories = () =>
  runTests('end-to-end tests', ['@playwright', 'test', 'cli.js'], ['test'], {
    count: countPlaywright,
    report: 'playwright.json',
    timeoutMs: 20 * minute,
    environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: inProject('out', 'playwright.json') },
  })

/** Each long experiment is a program of its own that ends with 0 where it holds. */
async function runLong(name) {
  const result = await step(`long/${name}`, () =>
    runQuietly(requireProjectNode(), [inProject('scripts', 'long', name)], {
      cwd: root,
      env: projectEnvironment({ CARREL_LONG: '1' }),
      onOutput: (text) => process.stdout.write(text),
    }),
  )
  return { passed: result.code === 0 ? 1 : 0, failed: result.code === 0 ? 0 : 1, skipped: [] }
}

const longNames = () => {
  const folder = inProject('scripts', 'long')
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.mjs'))
        .sort()
    : []
}

async function run() {
  requireInstallableNode()
  await installMissing()
  mkdirSync(inProject('out'), { recursive: true })
  const counts = []
  for (const name of Object.keys(checks)) counts.push(await runCheck(name))
  counts.push(await runUnits(), await runStories())
  if (long) for (const name of longNames()) counts.push(await runLong(name))
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
  return { passed: sum('passed'), failed: sum('failed') }
}

const startedAt = performance.now()
let total
try {
  total = await run()
} catch (error) {
  say(error.message)
  total = { passed: 0, failed: 1 }
}
say(`All checks and tests took ${seconds(performance.now() - startedAt)}.`)
say(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
