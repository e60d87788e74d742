import { Switch } from 'radix-ui'

/** On or off. */
export function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Switch.Root
      checked={on}
      onCheckedChange={onChange}
      aria-label={label}
      className="flex h-5 w-9 items-center rounded-full bg-line-strong p-0.5 transition-colors data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="size-4 rounded-full bg-white shadow-card transition-transform data-[state=checked]:translate-x-4" />
    </Switch.Root>
  )
}
