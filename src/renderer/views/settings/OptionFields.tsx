import type { ModelProvider } from '../../stores/models'
import { Field } from '../../ui/Field'

/** What a form needs of a JSON Schema: a flat list of numbers and texts. */
export interface OptionField {
  name: string
  title: string
  hint: string | undefined
  number: boolean
  min: number | undefined
  max: number | undefined
}

/** The fields of a provider's further settings; of a schema that is not understood none. */
export function optionFields(schema: ModelProvider['schema'] | undefined): OptionField[] {
  const properties = schema?.['properties']
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).flatMap(([name, one]) => {
    const { title, description, type, minimum, maximum } = one as Record<string, unknown>
    if (type !== 'number' && type !== 'integer' && type !== 'string') return []
    const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
    return [
      {
        name,
        title: typeof title === 'string' ? title : name,
        hint: typeof description === 'string' ? description : undefined,
        number: type !== 'string',
        min: number(minimum),
        max: number(maximum),
      },
    ]
  })
}

/** What was typed, as settings: empty fields are left out. */
export function optionValues(fields: readonly OptionField[], typed: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ name, number }) => {
      const text = typed[name]?.trim()
      return text ? [[name, number ? Number(text) : text]] : []
    }),
  )
}

interface OptionFieldsProps {
  fields: readonly OptionField[]
  typed: Record<string, string>
  onChange: (typed: Record<string, string>) => void
}

/** Fields for the further settings of a model, drawn from its provider's schema. */
export function OptionFields({ fields, typed, onChange }: OptionFieldsProps) {
  return fields.map(({ name, title, hint, number, min, max }) => (
    <Field
      key={name}
      label={title}
      hint={hint}
      {...(number ? { type: 'number', step: 'any', min, max } : {})}
      value={typed[name] ?? ''}
      onChange={(event) => onChange({ ...typed, [name]: event.target.value })}
    />
  ))
}
