import { expect, test } from 'vitest'
import { boundOutput, type Printing } from './boundedOutput'

test('what a worker prints goes to stderr, up to a limit that is said, and nobody waits for the rest', async () => {
  const printed: { out: string; err: string } = { out: '', err: '' }
  const streamTo = (name: 'out' | 'err'): Printing => ({
    write: (piece) => {
      printed[name] += String(piece)
      return true
    },
  })
  const streams = { stdout: streamTo('out'), stderr: streamTo('err') }
  boundOutput(streams)
  streams.stdout.write('from a library\n')
  expect(printed).toEqual({ out: '', err: 'from a library\n' })
  let heard = 0
  for (let i = 0; i < 100; i++) streams.stdout.write('x'.repeat(10_000), () => heard++)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(printed.out).toBe('')
  expect(printed.err.length).toBeLessThan(300_000)
  expect(printed.err.match(/prints too much/g)).toHaveLength(1)
  expect(heard).toBeGreaterThan(70)
})
