import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { classes } from './classes'

const item =
  'flex min-h-8 select-none items-center gap-2.5 rounded-md px-2 py-1 text-sm outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-soft'

interface MenuProps {
  trigger: ReactNode
  children: ReactNode
  side?: 'top' | 'bottom'
  align?: 'start' | 'end'
  className?: string
  onOpen?: () => void
}

/** A menu behind a button. Not modal: the modal form injects a style element, which the content security policy refuses. */
export function Menu({ trigger, children, side = 'bottom', align = 'start', className, onOpen }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(open) => open && onOpen?.()}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={classes(
            'z-50 max-h-[min(28rem,var(--radix-dropdown-menu-content-available-height))] min-w-52 overflow-y-auto rounded-xl border border-line bg-raised p-1 shadow-float outline-none motion-safe:animate-appear',
            className,
          )}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps {
  icon?: ReactNode
  children: ReactNode
  onSelect: () => void
  bad?: boolean
  disabled?: boolean
}

export function MenuItem({ icon, children, onSelect, bad, disabled }: MenuItemProps) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={classes(item, bad && 'text-bad [&_svg]:text-bad')}>
      {icon}
      {children}
    </DropdownMenu.Item>
  )
}

interface MenuChoiceProps {
  children: ReactNode
  value: string
}

export function MenuChoices({
  value,
  onChange,
  label,
  children,
}: {
  value: string
  onChange: (value: string) => void
  label: string
  children: ReactNode
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      {children}
    </DropdownMenu.RadioGroup>
  )
}

export function MenuChoice({ value, children }: MenuChoiceProps) {
  return (
    <DropdownMenu.RadioItem value={value} className={classes(item, 'relative pr-8')}>
      {children}
      <DropdownMenu.ItemIndicator className="absolute right-2">
        <Check className="!text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  )
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-2xs font-medium text-ink-faint">{children}</DropdownMenu.Label>
}
