import { expect, test } from 'vitest'
import { countModules } from './countsReporter.mjs'
import { countPlaywright } from './countPlaywright.mjs'

const testCase = (state: string, note?: string) => ({ fullName: `a ${state} test`, result: () => ({ state, note }) })
const module = (state: string, ...tests: object[]) => ({ state: () => state, children: { allTests: () => tests } })

test('tests, files that could not be loaded and errors outside of tests are counted; skips keep their reason', () => {
  const modules = [
    module('failed', testCase('passed'), testCase('failed'), testCase('skipped', 'no corpus here')),
    module('failed'),
    module('passed', testCase('passed')),
  ]
  expect(countModules(modules, [new Error('unhandled')])).toEqual({
    passed: 2,
    failed: 3,
    skipped: [{ name: 'a skipped test', reason: 'no corpus here' }],
  })
})

test('Playwright’s nested suites and errors outside of tests are counted', () => {
  const spec = (title: string, status: string, annotations: object[] = []) => ({ title, tests: [{ status, annotations }] })
  const report = {
    errors: [{ message: 'config' }],
    suites: [
      {
        specs: [spec('first', 'expected')],
        suites: [
          {
            specs: [
              spec('second', 'unexpected'),
              spec('third', 'flaky'),
              spec('fourth', 'skipped', [{ type: 'skip', description: 'no Electron' }]),
            ],
          },
        ],
      },
    ],
  }
  expect(countPlaywright(report)).toEqual({ passed: 2, failed: 2, skipped: [{ name: 'fourth', reason: 'no Electron' }] })
})
