import { useEffect, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { goToPage, readPageStates, type PageState } from '../../actions/viewer'
import { useDocuments } from '../../stores/documents'
import { useViewer } from '../../stores/viewer'
import { t } from '../../texts'

const fills: Record<PageState['state'], string> = {
  read: 'var(--coverage-read)',
  recognised: 'var(--coverage-recognised)',
  empty: 'var(--coverage-empty)',
  failed: 'var(--coverage-failed)',
}

/** Every page by what became of it, as one strip to move along; it shows where scans are and where reading failed. */
export function PageStrip({ document }: { document: string }) {
  const states = usePageStates(document)
  const page = useViewer((state) => state.page)
  const [hovered, setHovered] = useState<number | null>(null)
  if (states.length < 2) return null
  const pageAt = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return Math.min(states.length, Math.max(1, Math.ceil(((event.clientX - left) / width) * states.length)))
  }
  const steps: Record<string, number> = { ArrowRight: page + 1, ArrowLeft: page - 1, Home: 1, End: states.length }
  const onKeyDown = (event: KeyboardEvent) => {
    const wanted = steps[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    goToPage(wanted)
  }
  const shown = states[(hovered ?? page) - 1]
  return (
    <div className="shrink-0 border-b border-line px-4 py-2">
      <div
        role="slider"
        tabIndex={0}
        aria-label={t('source.strip')}
        aria-valuemin={1}
        aria-valuemax={states.length}
        aria-valuenow={page}
        aria-valuetext={t('source.stripValue', { page, state: t(`coverage.${states[page - 1]?.state ?? 'read'}`) })}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setHovered(pageAt(event))}
        onPointerLeave={() => setHovered(null)}
        onPointerDown={(event) => goToPage(pageAt(event))}
        className="relative h-4 cursor-pointer rounded-sm"
      >
        <StripPicture states={states} />
        <div
          aria-hidden
          className="absolute inset-y-0 min-w-1 rounded-sm ring-2 ring-ink"
          style={{ left: `${((page - 1) / states.length) * 100}%`, width: `${100 / states.length}%` }}
        />
      </div>
      <p className="mt-1 h-4 truncate text-2xs text-ink-faint">
        {shown &&
          t('source.stripValue', { page: shown.page, state: t(`coverage.${shown.state}`) }) +
            (shown.confidence ? ` · ${t('source.confidence', { percent: Math.round(shown.confidence) })}` : '') +
            (shown.message ? ` · ${shown.message}` : '')}
      </p>
    </div>
  )
}

function StripPicture({ states }: { states: readonly PageState[] }) {
  const gap = states.length <= 120 ? 0.12 : 0
  return (
    <svg viewBox={`0 0 ${states.length} 1`} preserveAspectRatio="none" className="h-full w-full" aria-hidden>
      {runsOf(states, gap > 0).map(({ from, length, state }) => (
        <rect key={from} x={from + gap / 2} width={length - gap} height={1} fill={fills[state]} />
      ))}
    </svg>
  )
}

/** Neighbours of one state as one piece, so that a strip of thousands of pages stays a few rectangles. */
function runsOf(states: readonly PageState[], single: boolean) {
  const runs: { from: number; length: number; state: PageState['state'] }[] = []
  states.forEach(({ state }, index) => {
    const last = runs.at(-1)
    if (!single && last?.state === state) last.length++
    else runs.push({ from: index, length: 1, state })
  })
  return runs
}

function usePageStates(document: string): readonly PageState[] {
  const [states, setStates] = useState<readonly PageState[]>([])
  const status = useDocuments((state) => state.byId.get(document)?.status)
  useEffect(() => {
    const control = new AbortController()
    readPageStates(document, control.signal).then(
      (read) => !control.signal.aborted && setStates(read),
      () => !control.signal.aborted && setStates([]),
    )
    return () => control.abort()
  }, [document, status])
  return states
}
