// `npm run lint [format|lint|boundaries …]`: the checks that need no build.
import { checks } from './checks.mjs'
import { requireInstallableNode } from './project.mjs'
import { step } from './steps.mjs'

requireInstallableNode()
const wanted = process.argv.slice(2)
for (const name of wanted.length ? wanted : ['format', 'lint', 'boundaries']) {
  if (!checks[name]) throw new Error(`There is no check called ${name}. There are: ${Object.keys(checks).join(', ')}.`)
  try {
    await step(name, checks[name])
  } catch (error) {
    process.stdout.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
