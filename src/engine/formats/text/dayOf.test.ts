import { describe, expect, it } from 'vitest'
import { calendarDay, dayOfMail } from './dayOf'

describe('the day a mail was sent', () => {
  it.each([
    ['Wed, 16 Jul 2008 09:24:06 +0300', '2008-07-16'],
    ['1 January 2020 00:00 -0000 (UTC)', '2020-01-01'],
    ['16-Jul-2008 09:24', '2008-07-16'],
    ['2026-11-21T23:59:00Z', '2026-11-21'],
    ['2026-11-21 10:00', '2026-11-21'],
  ])('%j is %s', (written, day) => expect(dayOfMail(written)).toBe(day))

  it.each(['', 'yesterday', '31 Feb 2020', '16 Juy 2008', '1 Jan 1970 00:00:00 +0000', '2020-13-01', '12 Dec 9999'])(
    '%j is none',
    (written) => expect(dayOfMail(written)).toBeNull(),
  )
})

it('a day is one of the calendar', () => {
  expect(calendarDay(2024, 2, 29)).toBe('2024-02-29')
  expect(calendarDay(2023, 2, 29)).toBeNull()
})
