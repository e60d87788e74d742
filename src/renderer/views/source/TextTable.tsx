import { useState, type ReactNode } from 'react'
import type { Anchor } from '../../../contract'
import { countText } from '../../figures'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { anchorIn, cellsOfAnchor, columnLetters } from './anchors'

interface Range {
  start: number
  end: number
}

interface TextTableProps {
  rows: Range[][]
  anchors: readonly Anchor[]
  /** The passage that is looked at. */
  spans: readonly Range[]
  show: (range: Range) => ReactNode
}

/** Rows that are shown at once: a sheet may have a hundred thousand. */
const rowsAtOnce = 300

const cell = 'border border-line px-2.5 py-1 align-top'
const edge = 'border border-line bg-sunken px-1.5 py-1 text-center text-2xs font-normal text-ink-faint select-none'

/** A table as it was read; one of a spreadsheet has its column letters and row numbers at the edges, as citations name them. */
export function TextTable({ rows: all, anchors, spans, show }: TextTableProps) {
  const { rows, above, below, showAbove, showBelow } = useRowsInSight(all, spans)
  const places = rows.map((cells) => {
    const [first, last] = [cells[0], cells.at(-1)]
    // The place of a row begins with its line, a bar and a blank before its first cell.
    return first && last ? cellsOfAnchor(anchorIn(anchors, { start: first.start - 3, end: last.end + 1 })) : null
  })
  const firstColumn = places.find((place) => place !== null)?.column
  const width = Math.max(0, ...rows.map((cells) => cells.length))
  return (
    <div className="mb-4 overflow-x-auto">
      {above > 0 && <MoreRows count={above} onShow={showAbove} />}
      <table className="border-collapse text-sm">
        {firstColumn !== undefined && (
          <thead aria-hidden>
            <tr>
              {Array.from({ length: width + 1 }, (_, i) => (
                <th key={i} className={edge}>
                  {i > 0 && columnLetters(firstColumn + i - 1)}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row} className={classes(row === 0 && above === 0 && 'bg-sunken font-medium')}>
              {firstColumn !== undefined && (
                <th scope="row" className={edge}>
                  {places[row]?.row}
                </th>
              )}
              {cells.map((range, column) => (
                <td key={column} className={cell}>
                  {range.end > range.start && show(range)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {below > 0 && <MoreRows count={below} onShow={showBelow} />}
    </div>
  )
}

/** The rows around the passage, and more of them when asked for. */
function useRowsInSight(all: Range[][], spans: readonly Range[]) {
  const marked = all.findIndex((cells) => spans.some((span) => cells.some((range) => range.start < span.end && range.end > span.start)))
  const first = Math.max(0, Math.min(marked - rowsAtOnce / 2, all.length - rowsAtOnce))
  const [sight, setSight] = useState({ from: first, to: first + rowsAtOnce })
  const to = Math.min(sight.to, all.length)
  return {
    rows: all.slice(sight.from, to),
    above: sight.from,
    below: all.length - to,
    showAbove: () => setSight({ from: Math.max(0, sight.from - rowsAtOnce), to }),
    showBelow: () => setSight({ from: sight.from, to: to + rowsAtOnce }),
  }
}

function MoreRows({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <button type="button" onClick={onShow} className="my-1.5 rounded-md px-2 py-1 text-xs font-medium text-accent hover:bg-hover">
      {t('source.moreRows', { count: Math.min(count, rowsAtOnce), left: countText(count) })}
    </button>
  )
}
