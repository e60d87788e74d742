import type { SelfCheck } from '../../../contract'
import { t } from '../../texts'

const width = 320
const height = 48

/** The latest self-check, each way of searching beside the others, and the numbers of those before as a line. */
export function SelfChecks({ checks }: { checks: readonly SelfCheck[] }) {
  const [latest] = checks
  if (!latest) return <p className="pt-2 text-ink-soft">{t('settings.quality.neverChecked')}</p>
  return (
    <div className="flex flex-col gap-3 pt-2">
      {latest.warning && <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">{latest.warning}</p>}
      <table className="text-left text-sm tabular-nums" aria-label={t('settings.quality.latest')}>
        <thead className="text-xs text-ink-faint">
          <tr>
            <th className="py-1 font-medium">{t('settings.quality.way')}</th>
            <th className="font-medium">nDCG@10</th>
            <th className="font-medium">{t('settings.quality.first')}</th>
            <th className="font-medium">{t('settings.quality.amongTen')}</th>
          </tr>
        </thead>
        <tbody>
          {latest.settings.map((one) => (
            <tr key={one.name} className="border-t border-line">
              <td className="py-1.5">{t(`settings.quality.ways.${one.name}`)}</td>
              <td>{one.ndcg10.toFixed(3)}</td>
              <td>{one.hit1.toFixed(3)}</td>
              <td>{one.hit10.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-xs text-ink-faint">
        {t('settings.quality.made', { questions: latest.questions, day: new Date(latest.at).toLocaleDateString() })}
      </p>
      {checks.length > 1 && <History checks={checks} />}
    </div>
  )
}

/** Oldest on the left; the whole height is from 0 to 1. */
function History({ checks }: { checks: readonly SelfCheck[] }) {
  const points = checks.toReversed().map(({ score }, i) => `${(i / (checks.length - 1)) * width},${height - score * height}`)
  return (
    <svg
      role="img"
      aria-label={t('settings.quality.history', { count: checks.length })}
      viewBox={`0 -2 ${width} ${height + 4}`}
      className="h-12 w-80 text-accent"
    >
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
