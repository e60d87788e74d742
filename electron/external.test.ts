import { beforeEach, expect, test } from 'vitest'
import { externalAddress, openExternal } from './external'
import { answers, recorded, reset } from './testing/electronRecorder'

beforeEach(reset)

/** An address, and the host or mail address that is shown; null: refused without a question. */
const table: [string, string | null][] = [
  ['https://example.com/', 'example.com'],
  ['https://example.com:8443/a?b#c', 'example.com:8443'],
  ['HTTPS://EXAMPLE.COM/', 'example.com'],
  ['https://bücher.example/', 'xn--bcher-kva.example'],
  ['https://аррӏе.com/', 'xn--80ak6aa92e.com'],
  ['https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
  ['https://example.com%2f.evil.example/', null],
  ['https://paypal.com@evil.example/', null],
  ['https://user:password@evil.example/', null],
  ['https:\\\\evil.example\\x', null],
  ['https:/evil.example', null],
  ['https:evil.example', null],
  ['https://evil.example\\@good.example/', null],
  ['https://example.com/ --flag', null],
  ['https://example.com/\u0000', null],
  ['https://example.com/\n.evil', null],
  ['https://0x7f.1/', '127.0.0.1'],
  ['https://', null],
  [`https://example.com/${'a'.repeat(3000)}`, null],
  ['http://example.com/', null],
  ['file:///etc/passwd', null],
  ['file://server/share/x.exe', null],
  ['smb://server/share', null],
  ['ms-msdt:/id PCWDiagnostic', null],
  ['search-ms:query=x&crumb=location:\\\\server', null],
  ['javascript:alert(1)', null],
  ['data:text/html,<script>1</script>', null],
  ['vscode://file/etc/passwd', null],
  ['app://main/', null],
  ['ftp://example.com/', null],
  ['ssh://-oProxyCommand=x/', null],
  ['mailto:anna@example.com', 'anna@example.com'],
  ['mailto:anna@example.com?attach=/etc/passwd', null],
  ['mailto:anna@example.com&cc=x@evil.example', null],
  ['mailto:', null],
  ['//evil.example/', null],
  ['/relative', null],
  ['', null],
]

test.each(table)('%j is shown as %j', (address, shown) => {
  expect(externalAddress(address)?.shown ?? null).toBe(shown)
})

test('nothing is opened before the user has seen the host and agreed', async () => {
  expect(await openExternal('https://аррӏе.com/login', null)).toBe(false)
  expect(recorded.questions[0]?.message).toContain('xn--80ak6aa92e.com')
  expect(recorded.opened).toEqual([])
  answers.dialogButton = 0
  expect(await openExternal('https://аррӏе.com/login', null)).toBe(true)
  expect(recorded.opened).toEqual(['https://xn--80ak6aa92e.com/login'])
})

test('a refused address asks nothing and opens nothing', async () => {
  answers.dialogButton = 0
  for (const [address] of table.filter(([, shown]) => shown === null)) expect(await openExternal(address, null)).toBe(false)
  expect(recorded.questions).toEqual([])
  expect(recorded.opened).toEqual([])
})
