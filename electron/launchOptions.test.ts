import { expect, test } from 'vitest'
import { launchOptions } from './launchOptions'

test('a relative data folder counts from where the user stands', () => {
  expect(launchOptions(['/app', '--data', 'notes', '--port=5000'], { from: '/home/anna' })).toEqual({
    data: '/home/anna/notes',
    port: 5000,
  })
  expect(launchOptions(['/app', '--data=/srv/carrel'], { from: '/home/anna' })).toEqual({ data: '/srv/carrel' })
})

test('words of Chromium and the system are left alone', () => {
  expect(launchOptions(['.', '--enable-logging', '/tmp/x.pdf'], { from: '/' })).toEqual({})
})

test.each(['x', '-1', '70000', ''])('port %j is refused with what would do', (port) => {
  expect(() => launchOptions([`--port=${port}`], { from: '/' })).toThrow('--port takes a number up to 65535')
})
