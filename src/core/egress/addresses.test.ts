import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress, mayConnect, readAddress } from './addresses'
import { type Lookup, resolveHost } from './resolveHost'

const runs = process.env.CARREL_LONG ? 100_000 : 1_000

/** Every way of writing an address that is not of the public internet; none may be looked up, and none may be asked. */
const forbidden = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://127.255.255.254/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.0x0.0x0.0x1/',
  'http://0177.0.0.1/',
  'http://0177.0000.0000.0001/',
  'http://00000000177.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0x0/',
  'http://0.0.0.0:8080/',
  'http://127.0.0.1./',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://%31%32%37.0.0.1/',
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://167772161/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://0xc0a80001/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://100.64.0.1/',
  'http://100.100.100.200/',
  'http://192.0.0.192/',
  'http://198.18.0.1/',
  'http://192.0.2.1/',
  'http://198.51.100.1/',
  'http://203.0.113.1/',
  'http://224.0.0.1/',
  'http://239.255.255.250/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[::]/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[64:ff9b:1::10.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://[2001:0:7f00:1::]/',
  'http://[2001:db8::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[4000::1]/',
  'https://user@127.0.0.1/',
  'http://example.com@127.0.0.1/',
  'http://127.0.0.1#@example.com/',
  'http:\\\\127.0.0.1\\',
  'http:///127.0.0.1/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://anything.localhost/',
  'http://metadata.google.internal/',
  'http://rebound.example/',
  'http://mixed.example/',
  'http://six.example/',
  'ftp://example.com/file',
  'file:///etc/passwd',
  'file://example.com/etc/passwd',
  'gopher://example.com:70/_',
  'data:text/html,hello',
  'blob:https://example.com/1',
  'javascript:alert(1)',
  'dict://example.com:11211/',
  'ws://example.com/',
  'jar:http://example.com!/',
  'http://example.com:22/',
  'http://example.com:25/',
  'http://example.com:6/',
  'http://user:secret@example.com/',
  'http://user@example.com/',
  'http://',
  'http://[::1',
  'http://example.com:99999/',
  'http://256.256.256.256/',
  'http://a b/',
  'not an address',
  '//example.com/',
  '',
]

const names: Record<string, string[]> = {
  'rebound.example': ['127.0.0.1'],
  'mixed.example': ['93.184.216.34', '10.0.0.1'],
  'six.example': ['::ffff:127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
  'anything.localhost': ['::1'],
}
const lookup: Lookup = async (host) =>
  (names[host] ?? ['93.184.216.34']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

async function judge(address: string, allowed: readonly string[] = []): Promise<string> {
  try {
    const addresses = await resolveHost(readAddress(address, allowed), { lookup, allowed })
    return addresses.map((one) => one.address).join(' ')
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return message.length > 20 ? code : `${code} without a sentence: ${message}`
  }
}

/** The protocol of an address that is let through, with what it says of a user; else the code of the refusal. */
function outcomeOf(text: string): string {
  try {
    const { protocol, username, password } = readAddress(text, [])
    return protocol + username + password
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('the guard of addresses', () => {
  it(`refuses all ${forbidden.length} ways of naming what is not on the public web`, async () => {
    const judged = await Promise.all(forbidden.map(async (address) => [address, await judge(address)]))
    expect(judged).toEqual(forbidden.map((address) => [address, 'SOURCE_BLOCKED']))
  })

  it('lets public addresses through, with the address they were checked for', async () => {
    expect(await judge('https://example.com/')).toBe('93.184.216.34')
    expect(await judge('HTTP://EXAMPLE.com:8080/a?b#c')).toBe('93.184.216.34')
    expect(await judge('http://8.8.8.8/')).toBe('8.8.8.8')
    expect(await judge('http://[2606:2800:220:1:248:1893:25c8:1946]/')).toBe('2606:2800:220:1:248:1893:25c8:1946')
    expect(await judge('https://bücher.example/')).toBe('93.184.216.34')
  })

  it('lets a private service through only under the exact name or address that was allowed, and never link-local ones', async () => {
    expect(await judge('http://10.0.0.1/', ['10.0.0.1'])).toBe('10.0.0.1')
    expect(await judge('http://10.0.0.1:8080/', ['10.0.0.1:8080'])).toBe('10.0.0.1')
    expect(await judge('http://10.0.0.1:8081/', ['10.0.0.1:8080'])).toBe('SOURCE_BLOCKED')
    expect(await judge('http://10.0.0.2/', ['10.0.0.1'])).toBe('SOURCE_BLOCKED')
    expect(await judge('http://rebound.example/', ['Rebound.Example'])).toBe('127.0.0.1')
    expect(await judge('http://www.rebound.example/', ['rebound.example'])).toBe('93.184.216.34')
    expect(await judge('http://[fd00::1]:81/', ['[fd00::1]:81'])).toBe('fd00::1')
    expect(await judge('http://metadata.google.internal/', ['metadata.google.internal'])).toBe('SOURCE_BLOCKED')
    expect(await judge('http://169.254.169.254/', ['169.254.169.254'])).toBe('SOURCE_BLOCKED')
    expect(await judge('http://0.0.0.0/', ['0.0.0.0'])).toBe('SOURCE_BLOCKED')
  })

  it('never lets an address of version 4 through that the registry sets apart, however it is written', () => {
    const setApart: [number, number][] = [
      [0x00_00_00_00, 8],
      [0x0a_00_00_00, 8],
      [0x64_40_00_00, 10],
      [0x7f_00_00_00, 8],
      [0xa9_fe_00_00, 16],
      [0xac_10_00_00, 12],
      [0xc0_00_00_00, 24],
      [0xc0_00_02_00, 24],
      [0xc0_a8_00_00, 16],
      [0xc6_12_00_00, 15],
      [0xc6_33_64_00, 24],
      [0xcb_00_71_00, 24],
      [0xe0_00_00_00, 3],
    ]
    const written = (n: number): string[] => {
      const octets = [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
      return [
        String(n),
        `0x${n.toString(16)}`,
        `0${n.toString(8)}`,
        octets.join('.'),
        octets.map((one) => `0x${one.toString(16)}`).join('.'),
        octets.map((one) => `0${one.toString(8)}`).join('.'),
        `${octets[0]}.${n & 0xff_ff_ff}`,
        `[::ffff:${octets.join('.')}]`,
        `[::${octets.join('.')}]`,
        `[64:ff9b::${octets.join('.')}]`,
      ]
    }
    fc.assert(
      fc.property(fc.constantFrom(...setApart), fc.integer({ min: 0, max: 0xff_ff_ff_ff }), ([base, bits], random) => {
        const n = (base | (bits === 32 ? 0 : (random & (0xff_ff_ff_ff >>> bits)) >>> 0)) >>> 0
        for (const form of written(n)) {
          const url = readAddress(`http://${form}/`, [])
          expect(isPublicAddress(url.hostname.replace(/^\[|\]$/g, '')), form).toBe(false)
        }
      }),
      { numRuns: runs },
    )
  })

  it('throws nothing but refusals, and what it lets through is http or https without a name or password', () => {
    const written = 'http https file :// : / \\ @ # ? % 127.0.0.1 0x7f [ ] ::1 a.example . 。'.split(' ')
    const pieces = fc.constantFrom(...written, ' ')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
        ),
        (text) => {
          expect(['SOURCE_BLOCKED', 'http:', 'https:']).toContain(outcomeOf(text))
        },
      ),
      { numRuns: runs },
    )
  })

  it('connects to nothing that is no address', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[\d.:a-fA-F%x]+$/.test(text))
        expect(mayConnect(text, { allowed: true })).toBe(false)
      }),
      { numRuns: runs },
    )
  })
})
