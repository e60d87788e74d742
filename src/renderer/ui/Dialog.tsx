import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { t } from '../texts'
import { classes } from './classes'
import { IconButton } from './IconButton'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** Said below the title. */
  description?: string
  className?: string
  /** For dialogs that bring their own head. */
  bare?: boolean
  children: ReactNode
}

/**
 * A modal dialog. The scrim is an element of our own: Radix's overlay injects a style element to lock scrolling, which the content
 * security policy refuses, and the window never scrolls anyway.
 */
export function Dialog({ open, onClose, title, description, className, bare, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim motion-safe:animate-appear" aria-hidden />
        <Radix.Content
          aria-describedby={description ? undefined : ''}
          className={classes(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float outline-none motion-safe:animate-appear',
            className,
          )}
        >
          {bare ? (
            <Radix.Title className="sr-only">{title}</Radix.Title>
          ) : (
            <div className="py-4 pr-14 pl-5">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-1 text-ink-soft">{description}</Radix.Description>}
            </div>
          )}
          {children}
          {!bare && (
            <Radix.Close asChild>
              <IconButton label={t('actions.close')} className="absolute top-3.5 right-3.5">
                <X />
              </IconButton>
            </Radix.Close>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
