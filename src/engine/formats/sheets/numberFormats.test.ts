import { expect, test } from 'vitest'
import { NumberFormats } from './numberFormats'

const formats = await NumberFormats.load()
const shown = (code: string, value: number) => formats.ofCode(code)(value).text

test.each([
  ['General', 0.1 + 0.2, '0.3'],
  ['General', 1_234_567.891, '1234567.891'],
  ['General', 100 / 3, '33.33333333'],
  ['General', -5, '-5'],
  ['General', 490_154_203_237_518, '490154203237518'],
  ['General', -(2 ** 53), '-9007199254740992'],
  ['General', 2 ** 54, '1.80144E+16'],
  ['General', 490_154_203_237_518.5, '4.90154E+14'],
  ['0', 490_154_203_237_518, '490154203237518'],
  ['@', 42, '42'],
  ['0.00', 1.005, '1.01'],
  ['#,##0.00', 1_234_567.891, '1,234,567.89'],
  ['0.0%', 0.1234, '12.3%'],
  ['"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', -12.5, '($12.50)'],
  ['#,##0.00\\ [$€-407]', 1234.5, '1,234.50 €'],
  ['0.00E+00', 12_345, '1.23E+04'],
  ['# ?/?', 0.5, '1/2'],
  ['00000', 123, '00123'],
])('%s shows %d as %s', (code, value, text) => {
  expect(shown(code, value)).toBe(text)
})

test.each([
  ['m/d/yy', 45_366, '2024-03-15'],
  ['dd.mm.yyyy', 45_366, '2024-03-15'],
  ['d-mmm', 45_366, '2024-03-15'],
  ['[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', 45_366, '2024-03-15'],
  ['yyyy"年"m"月"d"日"', 45_366, '2024-03-15'],
  ['m/d/yy h:mm', 45_366.604_166_7, '2024-03-15 14:30'],
  ['dd/mm/yyyy hh:mm:ss', 45_366.999_999_9, '2024-03-16 00:00:00'],
  ['mmm-yy', 45_366, 'Mar 2024'],
  ['yyyy', 45_366, '2024'],
  ['h:mm AM/PM', 0.75, '18:00'],
  ['mm:ss.0', 0.5 / 24 / 60, '00:00:30'],
  ['[h]:mm', 1.5, '36:00'],
  ['dddd', 45_366, 'Friday'],
  ['d/m/yyyy', 60, '1900-2-29'.replace('-2-', '-02-')],
])('%s shows the date %d as %s', (code, value, text) => {
  expect(formats.ofCode(code)(value)).toEqual({ text, kind: 'date' })
})

test('formats known by their number alone are told', () => {
  expect(formats.ofId(14)(45_366).text).toBe('2024-03-15')
  expect(formats.ofId(10)(0.5).text).toBe('50.00%')
  expect(formats.ofId(31)(45_366).text).toBe('2024-03-15')
  expect(formats.ofId(9_999)(1.5).text).toBe('1.5')
})

test('dates of workbooks that count from 1904 are four years later', async () => {
  const old = await NumberFormats.load({ date1904: true })
  expect(old.ofCode('yyyy-mm-dd')(43_904).text).toBe('2024-03-15')
})

test('a format that shows nothing gives the number as hidden', () => {
  expect(formats.ofCode(';;;')(4711)).toEqual({ text: '4711', kind: 'number', hidden: 'number format that shows nothing' })
})

test('what is no date stays a number', () => {
  expect(formats.ofCode('yyyy-mm-dd')(-1)).toEqual({ text: '-1', kind: 'number' })
  expect(formats.ofCode('yyyy-mm-dd')(1e12)).toEqual({ text: '1000000000000', kind: 'number' })
  expect(formats.ofCode('0 "months"')(3)).toEqual({ text: '3 months', kind: 'number' })
  expect(formats.ofCode('\\d0')(3)).toEqual({ text: 'd3', kind: 'number' })
})

test.each([300, 400])('a format of %d times the same part shows the plain number', (times) => {
  expect(shown('[h]'.repeat(times), 4711)).toBe('4711')
})
