import type { Citation } from '../../../contract'
import { openCitation } from '../../actions/viewer'
import { useDocuments } from '../../stores/documents'
import { placeText } from '../../placeText'
import { splitName } from '../../stores/documents'
import { t } from '../../texts'
import { FormatIcon } from '../library/FormatIcon'

/** The places an answer stands on, one small card each. */
export function SourceList({ citations }: { citations: readonly Citation[] }) {
  if (citations.length === 0) return null
  return (
    <ul aria-label={t('conversation.sources')} className="flex flex-wrap gap-2">
      {citations.map((citation) => (
        <li key={citation.n} className="max-w-full">
          <SourceCard citation={citation} />
        </li>
      ))}
    </ul>
  )
}

function SourceCard({ citation }: { citation: Citation }) {
  const mediaType = useDocuments((state) => state.byId.get(citation.document)?.mediaType ?? null)
  return (
    <button
      type="button"
      title={citation.quote}
      onClick={() => openCitation(citation)}
      className="flex max-w-full items-center gap-1.5 rounded-lg border border-line bg-raised py-1 pr-2.5 pl-1.5 text-xs text-ink-soft transition-colors hover:border-accent hover:text-ink"
    >
      <span className="flex h-4 min-w-4 items-center justify-center rounded bg-accent-soft px-1 text-2xs font-semibold text-accent-strong tabular-nums">
        {citation.n}
      </span>
      <FormatIcon document={{ name: citation.name, mediaType }} className="size-3.5" />
      <span className="max-w-56 min-w-16 shrink truncate">{splitName(citation.name).base}</span>
      <span className="max-w-44 truncate text-ink-faint">{placeText(citation)}</span>
    </button>
  )
}
