// A Vitest reporter that writes true counts and the reason of each skipped test, which the JSON reporter leaves out.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where the counts are written, from the project's folder. */
export const countsPath = 'out/vitest.json'

/** Counts of the modules that were run: `{passed, failed, skipped: [{name, reason}]}`; a file that could not be loaded, and an error outside of any test, is one failure. */
export function countModules(modules, unhandledErrors) {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] }
  for (const module of modules) {
    let failedHere = 0
    for (const test of module.children.allTests()) {
      const { state, note } = test.result()
      if (state === 'passed') counts.passed++
      else if (state === 'failed') failedHere++
      else counts.skipped.push({ name: test.fullName, reason: note ?? '' })
    }
    counts.failed += failedHere || (module.state() === 'failed' ? 1 : 0)
  }
  return counts
}

export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    mkdirSync(dirname(countsPath), { recursive: true })
    writeFileSync(countsPath, JSON.stringify(countModules(modules, unhandledErrors)))
  }
}
