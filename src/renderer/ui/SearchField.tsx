import { Search, X } from 'lucide-react'
import type { KeyboardEventHandler, Ref } from 'react'
import { t } from '../texts'
import { classes } from './classes'

interface SearchFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  onKeyDown?: KeyboardEventHandler<HTMLInputElement>
  className?: string
  ref?: Ref<HTMLInputElement>
}

export function SearchField({ label, value, onChange, onKeyDown, className, ref }: SearchFieldProps) {
  return (
    <div className={classes('relative', className)}>
      <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" aria-hidden />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-8 w-full rounded-lg border border-line bg-surface pr-8 pl-8 text-sm outline-none transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent-soft [&::-webkit-search-cancel-button]:hidden"
      />
      {value && (
        <button
          type="button"
          aria-label={t('actions.clear')}
          onClick={() => onChange('')}
          className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded-md text-ink-faint hover:bg-hover hover:text-ink"
        >
          <X className="size-3.5" />
        </button>
      )}
    </div>
  )
}
