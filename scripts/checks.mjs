// The static checks by name; scripts/lint.mjs runs some of them, scripts/test.mjs all. Each throws an error that says what is wrong.
import { existsSync } from 'node:fs'
import { checkBundles } from './checkBundles.mjs'
import { buildStale } from './build.mjs'
import { runQuietly } from './processes.mjs'
import { inProject, projectEnvironment, requireProjectNode, root } from './project.mjs'

/** Fewer modules than this, and dependency-cruiser has not seen the project (it stays silent where it cannot parse TypeScript). */
export const fewestModules = 120

/** Runs a tool of node_modules with the project's Node; throws what it printed where it fails. */
async function tool(script, args, { folder = root } = {}) {
  const path = inProject('node_modules', ...script)
  if (!existsSync(path)) throw new Error(`${script[0]} is not installed. Run npm ci.`)
  const result = await runQuietly(requireProjectNode(), [path, ...args], {
    cwd: folder,
    env: projectEnvironment(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
  })
  return { ...result, output: result.output.trim() }
}

async function mustPass(script, args) {
  const result = await tool(script, args)
  if (result.code !== 0) throw new Error(result.output || `${script[0]} ended with code ${result.code}.`)
}

/**
 * Cruises folders by the layer rules and gives `{modules, violations}`, each violation as `{rule, from, to}`.
 * `folder` is where the paths count from: the project, or a planted tree that the tests of these rules use.
 */
export async function cruise(folders, { folder = root } = {}) {
  const config = inProject('.dependency-cruiser.mjs')
  const args = ['--config', config, '--output-type', 'json', ...folders]
  const { output } = await tool(['dependency-cruiser', 'bin', 'dependency-cruiser.mjs'], args, { folder })
  const start = output.indexOf('{')
  const end = output.lastIndexOf('\n}')
  if (start < 0 || end < 0) throw new Error(`dependency-cruiser gave no result:\n${output}`)
  const { summary, modules } = JSON.parse(output.slice(start, end + 2))
  return {
    modules: modules.filter((module) => /^(src|electron)\//.test(module.source)).length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}

async function boundaries() {
  const { modules, violations } = await cruise(['electron', 'src'])
  if (modules < fewestModules) {
    throw new Error(`Only ${modules} modules were cruised, expected at least ${fewestModules}: is @swc/core installed?`)
  }
  if (violations.length) throw new Error(violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`).join('\n'))
  return `${modules} modules`
}

/** Name and work of each check, in the order they run. */
export const checks = {
  format: () => mustPass(['oxfmt', 'bin', 'oxfmt'], ['--check', '.']),
  lint: () => mustPass(['oxlint', 'bin', 'oxlint'], ['--deny-warnings']),
  types: () => mustPass(['typescript', 'bin', 'tsc'], ['-b']),
  boundaries,
  build: () => buildStale({ stream: process.stderr }),
  bundles: checkBundles,
}
