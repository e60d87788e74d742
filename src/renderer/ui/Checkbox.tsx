import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { classes } from './classes'

interface CheckboxProps {
  checked: boolean | 'indeterminate'
  onChange: (checked: boolean) => void
  label: string
  className?: string
  tabIndex?: number
}

export function Checkbox({ checked, onChange, label, className, tabIndex }: CheckboxProps) {
  return (
    <Radix.Root
      checked={checked}
      tabIndex={tabIndex}
      aria-label={label}
      onCheckedChange={(next) => onChange(next === true)}
      className={classes(
        'inline-flex size-4 shrink-0 items-center justify-center rounded-[5px] border border-line-strong bg-raised transition-colors hover:border-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        className,
      )}
    >
      <Radix.Indicator className="text-on-accent [&_svg]:size-3">
        {checked === 'indeterminate' ? <Minus strokeWidth={3} /> : <Check strokeWidth={3} />}
      </Radix.Indicator>
    </Radix.Root>
  )
}
