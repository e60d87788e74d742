/** Before this year no document was made with what these files are made with; what says so has its clock at zero. */
const firstYear = 1971
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A day of the calendar as `2026-11-21`; null for one that is none, or that lies ahead by more than a year. */
export function calendarDay(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day))
  const isReal = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  if (!isReal || year < firstYear || year > new Date().getUTCFullYear() + 1) return null
  return at.toISOString().slice(0, 10)
}

/** The day a mail was sent, where its writer was: `Wed, 16 Jul 2008 09:24:06 +0300` or `2008-07-16T…`; null where it does not say. */
export function dayOfMail(date: string): string | null {
  const [, day, name, year] = /\b(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*\.?[\s-]+(\d{4})\b/.exec(date) ?? []
  if (day && name && year) return calendarDay(Number(year), months.indexOf(name.toLowerCase()) + 1, Number(day))
  const written = /\b(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(date)
  return written ? calendarDay(Number(written[1]), Number(written[2]), Number(written[3])) : null
}
