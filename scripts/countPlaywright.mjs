// Counts of what Playwright reports, with each skipped test and its reason.

function* testsOf(suite) {
  for (const spec of suite.specs ?? []) for (const test of spec.tests) yield { title: spec.title, test }
  for (const inner of suite.suites ?? []) yield* testsOf(inner)
}

/** From Playwright's JSON report; errors outside of tests count as one failure each. */
export function countPlaywright(report) {
  const tests = report.suites.flatMap((suite) => [...testsOf(suite)])
  const ended = (...statuses) => tests.filter(({ test }) => statuses.includes(test.status))
  return {
    passed: ended('expected', 'flaky').length,
    failed: ended('unexpected').length + report.errors.length,
    skipped: ended('skipped').map(({ title, test }) => ({
      name: title,
      reason: test.annotations.find((annotation) => annotation.type === 'skip')?.description ?? '',
    })),
  }
}
