import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { projectEnvironment, projectNode, runsEverything } from './project.mjs'

test('Node versions below 22.13 are refused, because better-sqlite3 crashes on Node 20', () => {
  const accepted = ['v18.19.0', 'v20.20.2', '22.12.0', 'v22.13.0', '24.21.0', 'v25.0.0'].map((version) => runsEverything(version))
  expect(accepted).toEqual([false, false, false, true, true, true])
})

test('the project’s Node can run everything, and is the one a child finds first', () => {
  const node = projectNode()
  expect(node).not.toBeNull()
  expect(runsEverything(execFileSync(node!, ['--version'], { encoding: 'utf8' }).trim())).toBe(true)
  const found = execFileSync('node', ['--print', 'process.version'], { encoding: 'utf8', env: projectEnvironment() as NodeJS.ProcessEnv })
  expect(runsEverything(found.trim())).toBe(true)
})
