import type { SearchHit } from '../../../contract'
import { openHit } from '../../actions/viewer'
import { placeText } from '../../placeText'
import { splitName } from '../../stores/documents'
import { HitExplained } from './Explained'
import { markWords } from './markWords'

/** A passage found; what it was ranked by opens below it. */
export function Hit({ hit, query }: { hit: SearchHit; query: string }) {
  return (
    <div className="rounded-lg hover:bg-hover">
      <button type="button" onClick={() => openHit(hit)} className="flex w-full flex-col gap-1 px-2.5 pt-2 text-left">
        <span className="flex w-full items-baseline gap-2 text-xs text-ink-faint">
          <span className="w-4 shrink-0 text-right tabular-nums">{hit.rank}</span>
          <span className="max-w-full min-w-2/5 truncate font-medium text-ink" title={hit.name}>
            {splitName(hit.name).base}
          </span>
          <span className="ml-auto min-w-8 truncate text-right" title={placeText(hit)}>
            {placeText(hit)}
          </span>
        </span>
        <span className="line-clamp-3 pl-6 text-sm text-ink-soft">
          {markWords(withoutHeadingMarks(hit.text), query).map(({ text, marked }, index) =>
            marked ? (
              <mark key={index} className="rounded-sm bg-mark-soft text-ink">
                {text}
              </mark>
            ) : (
              text
            ),
          )}
        </span>
      </button>
      <HitExplained hit={hit} />
    </div>
  )
}

/** Headings of Markdown are told by their words here. */
function withoutHeadingMarks(text: string): string {
  return text.replace(/^#{1,6}[ \t]+/gm, '')
}
