import type { HTMLAttributes, Ref } from 'react'
import { classes } from './classes'

interface ScrollerProps extends HTMLAttributes<HTMLDivElement> {
  ref?: Ref<HTMLDivElement>
}

/** A place that scrolls and holds nothing to focus: it takes the focus itself, so that the arrow keys reach it in every browser. */
export function Scroller({ className, ...rest }: ScrollerProps) {
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={classes('h-full overflow-auto outline-none focus-visible:inset-ring-2 focus-visible:inset-ring-accent', className)}
      {...rest}
    />
  )
}
