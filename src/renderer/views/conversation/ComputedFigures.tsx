import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Computed } from '../../../contract'
import { countText } from '../../figures'
import { t } from '../../texts'
import { classes } from '../../ui/classes'

/** Rows of a result that are shown at once. */
const mostShown = 20

/** How the figures of an answer were computed: the query, and the result where it is more than one figure. */
export function ComputedFigures({ computed }: { computed: readonly Computed[] }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="flex flex-col gap-2">
      {computed.map((one, index) => (one.rows.length > 1 ? <Result key={index} computed={one} /> : null))}
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex items-center gap-1 self-start rounded-md text-xs font-medium text-ink-soft hover:text-ink hover:underline"
      >
        <ChevronRight className={classes('size-3.5 transition-transform', open && 'rotate-90')} aria-hidden />
        {t('conversation.computed')}
      </button>
      {open && (
        <ul aria-label={t('conversation.computed')} className="flex flex-col gap-2 rounded-xl border border-line bg-canvas/60 p-3">
          {computed.map(({ sql, used, of, totals }, index) => (
            <li key={index} className="flex flex-col gap-1 text-xs text-ink-faint">
              <code className="font-mono break-words whitespace-pre-wrap text-ink-soft">{sql}</code>
              <span>
                {t('conversation.computedFrom', { count: used, of: countText(of) })}
                {totals > 0 && `. ${t('conversation.computedTotals', { count: totals })}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Result({ computed: { columns, rows } }: { computed: Computed }) {
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse text-sm">
        <thead>
          <tr>
            {columns.map((name, index) => (
              <th key={index} scope="col" className="border border-line bg-sunken px-2.5 py-1 text-left font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostShown).map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td
                  key={column}
                  className={classes('border border-line px-2.5 py-1', typeof value === 'number' && 'text-right tabular-nums')}
                >
                  {typeof value === 'number' ? value.toLocaleString('en-GB', { maximumFractionDigits: 6 }) : value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostShown && <p className="mt-1 text-xs text-ink-faint">{t('conversation.computedMore', { count: mostShown })}</p>}
    </div>
  )
}
