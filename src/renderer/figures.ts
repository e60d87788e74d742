import { t } from './texts'

const number = new Intl.NumberFormat('en')

export function countText(count: number): string {
  return number.format(count)
}

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** A day like `2026-11-21` as readers write it. */
export function dayText(iso: string): string {
  return day.format(new Date(`${iso}T00:00:00Z`))
}

const moment = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false })

/** A moment like `2026-11-21T10:00:00Z` as the clock of this machine shows it. */
export function momentText(iso: string): string {
  return moment.format(new Date(iso))
}

/** Bytes in the unit a reader expects, two figures at most. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** How long something will still take, rounded so that it does not flicker: '' where nobody knows. */
export function etaText(etaMs: number | null): string {
  if (etaMs === null || !Number.isFinite(etaMs) || etaMs < 0) return ''
  const seconds = etaMs / 1_000
  if (seconds < 5) return t('eta.moments')
  if (seconds < 55) return t('eta.seconds', { count: Math.ceil(seconds / 5) * 5 })
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return t('eta.minutes', { count: Math.max(1, minutes) })
  const hours = Math.floor(minutes / 60)
  return t('eta.hours', { hours, minutes: minutes % 60 })
}

/** Pages per second, or per minute where that reads better. '' where nobody knows. */
export function rateText(pagesPerSecond: number | null): string {
  if (pagesPerSecond === null || !Number.isFinite(pagesPerSecond) || pagesPerSecond <= 0) return ''
  if (pagesPerSecond >= 1)
    return t('rate.perSecond', { rate: pagesPerSecond >= 10 ? countText(Math.round(pagesPerSecond)) : pagesPerSecond.toFixed(1) })
  return t('rate.perMinute', { rate: pagesPerSecond * 60 >= 10 ? Math.round(pagesPerSecond * 60) : (pagesPerSecond * 60).toFixed(1) })
}

/** A share of a whole in percent, 0 where the whole is nothing; 100 only when all is done. */
export function percentOf(done: number, total: number): number {
  if (total <= 0) return 0
  return done >= total ? 100 : Math.min(99, Math.floor((done / total) * 100))
}
