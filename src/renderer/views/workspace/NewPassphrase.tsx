import { t } from '../../texts'
import { Field } from '../../ui/Field'

const longest = 1_024

interface NewPassphraseProps {
  hint: string
  values: { password: string; again: string }
  onChange: (values: { password: string; again: string }) => void
}

/** A new passphrase, typed twice: nobody can look it up later. */
export function NewPassphrase({ hint, values, onChange }: NewPassphraseProps) {
  const differs = values.again !== '' && values.again !== values.password
  return (
    <>
      <Field
        label={t('archive.password')}
        hint={hint}
        type="password"
        autoComplete="new-password"
        value={values.password}
        maxLength={longest}
        onChange={(event) => onChange({ ...values, password: event.target.value })}
        required
      />
      <Field
        label={t('archive.again')}
        hint={differs ? t('archive.differs') : undefined}
        aria-invalid={differs}
        type="password"
        autoComplete="new-password"
        value={values.again}
        maxLength={longest}
        onChange={(event) => onChange({ ...values, again: event.target.value })}
        required
      />
    </>
  )
}
