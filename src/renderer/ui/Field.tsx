import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'
import { classes } from './classes'

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: ReactNode
  ref?: Ref<HTMLInputElement>
}

export const inputLook =
  'h-9 w-full rounded-lg border border-line-strong bg-surface px-3 text-sm text-ink outline-none transition-colors hover:border-ink-faint focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent-soft'

/** A named text field with a hint below. */
export function Field({ label, hint, className, ...rest }: FieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-ink-soft">
        {label}
      </label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} className={classes(inputLook, className)} {...rest} />
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-ink-faint">
          {hint}
        </p>
      )}
    </div>
  )
}
