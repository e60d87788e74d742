import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import type { SearchExplanation, SearchHit } from '../../../contract'
import { t } from '../../texts'
import { classes } from '../../ui/classes'

/** What each stage of a search took, and how the query was understood. */
export function Stages({ explanation }: { explanation: SearchExplanation }) {
  const { timings, others } = explanation
  const stages = stageNames.flatMap((name) =>
    timings[name] === undefined ? [] : [t(`search.stage.${name}`, { milliseconds: figure(timings[name]) })],
  )
  return (
    <p aria-label={t('search.stages')} className="px-1 text-2xs text-ink-faint tabular-nums">
      {stages.join(' · ')}
      {others.length > 0 && (
        <span className="block truncate" title={others.join(', ')}>
          {t('search.also', { words: others.join(', ') })}
        </span>
      )}
    </p>
  )
}

const stageNames = ['embed', 'keyword', 'vector', 'rerank'] as const

/** The lanes a passage came from; behind them, what it was ranked by. */
export function HitExplained({ hit }: { hit: SearchHit }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div className="flex flex-col pr-2.5 pb-2 pl-8.5">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={t('search.why', { rank: hit.rank })}
        onClick={() => setOpen(!open)}
        className="flex items-center gap-1.5 self-start rounded-md"
      >
        {hit.lanes.keyword && <Lane>{t('search.keyword', { rank: hit.lanes.keyword.rank })}</Lane>}
        {hit.lanes.vector && <Lane>{t('search.vector', { rank: hit.lanes.vector.rank })}</Lane>}
        <ChevronRight className={classes('size-3 text-ink-faint transition-transform', open && 'rotate-90')} aria-hidden />
      </button>
      <div id={id}>{open && <Figures hit={hit} />}</div>
    </div>
  )
}

function Figures({ hit }: { hit: SearchHit }) {
  const { explanation, score } = hit
  if (!explanation) return null
  const { bm25, cosine, joined, features } = explanation
  return (
    <dl className="mt-1.5 grid grid-cols-[1fr_auto] gap-x-3 gap-y-0.5 text-2xs text-ink-soft tabular-nums">
      <Figure name={t('search.figures.bm25')}>{bm25.toFixed(2)}</Figure>
      {cosine !== null && <Figure name={t('search.figures.cosine')}>{cosine.toFixed(3)}</Figure>}
      {features && <Figure name={t('search.figures.joined')}>{joined.toFixed(3)}</Figure>}
      {features &&
        featureNames.flatMap((name) => {
          const one = features[name]
          return one ? [<Figure key={name} name={t(`search.features.${name}`)}>{`${one.value.toFixed(2)} × ${one.weight}`}</Figure>] : []
        })}
      <Figure name={t('search.figures.score')}>{score.toFixed(3)}</Figure>
    </dl>
  )
}

const featureNames = ['bm25', 'bm25OfAll', 'cosine', 'part', 'coverage', 'window', 'pairs', 'named', 'alike'] as const

function Figure({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="text-right">{children}</dd>
    </>
  )
}

function Lane({ children }: { children: ReactNode }) {
  return <span className="rounded-full border border-line px-1.5 text-2xs text-ink-faint tabular-nums">{children}</span>
}

function figure(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds))
}
