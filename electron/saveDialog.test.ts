import { beforeEach, expect, test } from 'vitest'
import { trustContents } from './ipc'
import { offerSaveDialog } from './saveDialog'
import { answers, BrowserWindow, recorded, reset } from './testing/electronRecorder'

beforeEach(() => reset())

function ask(input: unknown) {
  const { webContents } = recorded.windows[0]!
  const handler = recorded.handlers.get('carrel:savePath') as unknown as (event: unknown, input: unknown) => Promise<unknown>
  return handler({ sender: webContents, senderFrame: webContents.mainFrame }, input)
}

test('the page learns the path the user chose for an archive, and proposes a name only', async () => {
  const window = new BrowserWindow({ webPreferences: {} })
  trustContents(window.webContents as never)
  offerSaveDialog(() => window as never)
  answers.savePath = '/home/anna/Client A.carrel'
  expect(await ask({ name: '../../etc/Client: A.carrel' })).toBe('/home/anna/Client A.carrel')
  expect(recorded.saveDialogs).toMatchObject([{ defaultPath: '.._.._etc_Client_ A.carrel', filters: [{ extensions: ['carrel'] }] }])
  answers.savePath = null
  expect(await ask({ name: 'x.carrel' })).toBeNull()
  for (const wrong of [undefined, {}, { name: '' }, { name: 'x'.repeat(300) }]) await expect(ask(wrong)).rejects.toThrow('refused')
})
