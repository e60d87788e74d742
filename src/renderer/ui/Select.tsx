import { classes } from './classes'
import { inputLook } from './Field'

interface SelectProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  disabled?: boolean
  onChange: (value: Value) => void
}

/** One of several, in the system's own list. */
export function Select<Value extends string>({ label, value, options, disabled, onChange }: SelectProps<Value>) {
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value as Value)}
      className={classes(inputLook, 'w-56 pr-2 disabled:opacity-60')}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
