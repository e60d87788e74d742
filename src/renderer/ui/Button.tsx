import { cva, type VariantProps } from 'class-variance-authority'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classes } from './classes'

const look = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50',
  {
    variants: {
      tone: {
        primary: 'bg-accent text-on-accent hover:bg-accent-strong',
        plain: 'border border-line-strong bg-raised text-ink hover:bg-hover active:bg-pressed',
        quiet: 'text-ink-soft hover:bg-hover hover:text-ink active:bg-pressed',
        bad: 'bg-bad text-on-accent hover:opacity-90',
      },
      size: {
        small: 'h-7 px-2.5 text-xs',
        medium: 'h-8 px-3 text-sm',
        large: 'h-10 px-4 text-base',
      },
    },
    defaultVariants: { tone: 'plain', size: 'medium' },
  },
)

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, VariantProps<typeof look> {
  ref?: Ref<HTMLButtonElement>
}

export function Button({ tone, size, className, ...rest }: ButtonProps) {
  return <button type="button" className={classes(look({ tone, size }), className)} {...rest} />
}
