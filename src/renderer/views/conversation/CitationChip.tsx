import { CircleAlert, CircleCheck } from 'lucide-react'
import { HoverCard } from 'radix-ui'
import type { Citation } from '../../../contract'
import { openCitation } from '../../actions/viewer'
import { placeText } from '../../placeText'
import { t } from '../../texts'
import { classes } from '../../ui/classes'

interface CitationChipProps {
  citation: Citation
  /** Undefined while nothing has been checked. */
  verified: boolean | undefined
}

/** A numbered mark: hovering shows the quote, a click opens the page it stands on. */
export function CitationChip({ citation, verified }: CitationChipProps) {
  const place = placeText(citation)
  const state = verified === undefined ? '' : verified ? t('citation.verified') : t('citation.unverified')
  return (
    <HoverCard.Root openDelay={180} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <button
          type="button"
          aria-label={t('citation.label', { n: citation.n, name: citation.name, place, state })}
          onClick={() => openCitation(citation)}
          className={classes(
            'mx-0.5 inline-flex h-[1.2rem] min-w-[1.2rem] items-center justify-center rounded-md px-1 align-[0.12em] text-2xs leading-none font-semibold tabular-nums transition-colors',
            verified === false
              ? 'border border-dashed border-warn bg-warn-soft text-warn hover:border-solid'
              : 'bg-accent-soft text-accent-strong hover:bg-accent hover:text-on-accent',
          )}
        >
          {citation.n}
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          side="top"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 w-88 max-w-[calc(100vw-1.5rem)] rounded-xl border border-line bg-raised p-3.5 text-sm shadow-float motion-safe:animate-appear"
        >
          <p className="border-l-2 border-mark pl-3 text-pretty">
            <span className="line-clamp-6">{citation.quote}</span>
          </p>
          <p className="mt-2.5 flex items-baseline gap-2 text-xs text-ink-faint">
            <span className="truncate font-medium text-ink-soft">{citation.name}</span>
            <span className="shrink-0">{place}</span>
          </p>
          {verified !== undefined && <Verdict verified={verified} />}
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  )
}

/** Whether the quote was found on the page, in words and with an icon. */
export function Verdict({ verified }: { verified: boolean }) {
  const Icon = verified ? CircleCheck : CircleAlert
  return (
    <p className={classes('mt-1.5 flex items-center gap-1.5 text-xs', verified ? 'text-good' : 'text-warn')}>
      <Icon className="size-3.5" aria-hidden />
      {verified ? t('citation.verifiedLong') : t('citation.unverifiedLong')}
    </p>
  )
}
