import type { Place } from '../contract'
import { t } from './texts'

/** Where something stands, in the words of its format: 'p. 12', 'lines 4–9', 'Sheet1 B2:C9'. */
export function placeText({ page, place }: { page: number; place: Place }): string {
  switch (place.kind) {
    case 'section':
      return place.path.at(-1)?.replace(/^#+\s*/, '') || t('place.page', { page })
    case 'cells':
      return `${place.sheet} ${place.range}`
    case 'lines':
      return place.from === place.to ? t('place.line', { from: place.from }) : t('place.lines', { from: place.from, to: place.to })
    case 'time':
      return new Date(place.seconds * 1_000).toISOString().slice(place.seconds >= 3_600 ? 11 : 14, 19)
    case 'part':
      return place.part
    case 'page':
      return t('place.page', { page })
  }
}
