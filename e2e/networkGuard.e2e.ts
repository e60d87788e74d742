import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@playwright/test'
import { attemptsIn, guardedPids } from './networkLog'
import { root } from './host'

test('the guard sees and refuses every way out, of a process, of a child with a clean environment and of a thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-guard-'))
  try {
    const log = join(folder, 'network.jsonl')
    const output = execFileSync(join(root, 'node_modules/.bin/node'), [join(root, 'e2e/fixtures/callsOut.mjs'), 'parent'], {
      env: { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'e2e/networkGuard.mjs')).href}`, CARREL_NETWORK_LOG: log },
      encoding: 'utf8',
    })
    expect(output.trim().split(/\s+/)).toEqual(Array.from({ length: 15 }, () => 'refused'))
    const attempts = attemptsIn(log)
    const callers = Map.groupBy(attempts, ({ pid, thread }) => `${pid}.${thread}`)
    expect(callers.size).toBe(3)
    for (const own of callers.values()) {
      expect(own.map(({ kind }) => kind).sort()).toEqual(['connect', 'connect', 'connect', 'dgram', 'dns'])
    }
    expect(guardedPids(log)).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
