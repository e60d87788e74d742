import { countText } from '../../figures'
import { useDocuments } from '../../stores/documents'
import { t } from '../../texts'

const parts = ['read', 'recognised', 'empty', 'failed'] as const
const colours = {
  read: 'bg-coverage-read',
  recognised: 'bg-coverage-recognised',
  empty: 'bg-coverage-empty',
  failed: 'bg-coverage-failed',
}

/** All pages of the workspace by what became of them. */
export function CoverageStrip() {
  const coverage = useDocuments((state) => state.tally.coverage)
  const total = parts.reduce((sum, part) => sum + coverage[part], 0)
  if (total === 0) return null
  const named = parts.filter((part) => coverage[part] > 0)
  return (
    <div className="shrink-0 border-t border-line px-4 py-2.5">
      <div
        role="img"
        aria-label={t('coverage.label', { text: named.map((part) => `${t(`coverage.${part}`)} ${coverage[part]}`).join(', ') })}
        className="flex h-1.5 gap-px overflow-hidden rounded-full"
      >
        {named.map((part) => (
          <div key={part} className={colours[part]} style={{ flexGrow: coverage[part], minWidth: 3 }} />
        ))}
      </div>
      <ul aria-hidden className="mt-1.5 flex flex-wrap gap-x-3 text-2xs text-ink-faint tabular-nums">
        {named.map((part) => (
          <li key={part} className="flex items-center gap-1">
            <span className={`size-1.5 rounded-full ${colours[part]}`} />
            {countText(coverage[part])} {t(`coverage.${part}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}
