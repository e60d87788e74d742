import { classes } from './classes'

interface ProgressBarProps {
  /** 0 to 100; null while the end is not known. */
  percent: number | null
  label: string
  className?: string
  paused?: boolean
}

export function ProgressBar({ percent, label, className, paused }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className={classes('h-1 overflow-hidden rounded-full bg-line', className)}
    >
      <div
        className={classes(
          'h-full rounded-full transition-[width] duration-200',
          paused ? 'bg-ink-faint' : 'bg-accent',
          percent === null && 'w-full skeleton',
        )}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
