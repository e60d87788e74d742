import { useEffect, useState } from 'react'
import { addModel, findServers, type ModelForm as Form } from '../../actions/settings'
import { useModels } from '../../stores/models'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { classes } from '../../ui/classes'
import { Field } from '../../ui/Field'
import { OptionFields, optionFields, optionValues } from './OptionFields'

const empty: Form = { label: '', provider: '', url: '', model: '', key: '', options: {} }

/** Adds a model: a preset fills in the address, the rest is what the server asks for. */
export function ModelForm({ onDone }: { onDone: () => void }) {
  const providers = useModels((state) => state.providers)
  const savesKeys = useModels((state) => state.savesKeys)
  const [form, setForm] = useState<Form>({ ...empty, provider: providers[0]?.id ?? '', url: providers[0]?.presets[0]?.url ?? '' })
  const [typed, setTyped] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const servers = useServers()
  const fields = optionFields(providers.find(({ id }) => id === form.provider)?.schema)
  const names = servers.find(({ url }) => url === form.url)?.models ?? []
  const set = (field: keyof Form) => (event: { target: { value: string } }) => setForm({ ...form, [field]: event.target.value })
  const submit = async () => {
    setBusy(true)
    const added = await addModel({ ...form, label: form.label.trim() || form.model.trim(), options: optionValues(fields, typed) })
    setBusy(false)
    if (added) onDone()
  }
  return (
    <form
      aria-label={t('settings.models.add')}
      className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Presets form={form} found={servers.map(({ url }) => url)} onChoose={setForm} />
      <div className="grid grid-cols-2 gap-4 max-narrow:grid-cols-1">
        <Field label={t('settings.models.url')} type="url" value={form.url} onChange={set('url')} placeholder="http://127.0.0.1:11434/v1" />
        <Field
          label={t('settings.models.model')}
          value={form.model}
          onChange={set('model')}
          placeholder={t('settings.models.modelExample')}
          list="models-of-server"
          required
        />
        <datalist id="models-of-server">
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
        <Field label={t('settings.models.label')} value={form.label} onChange={set('label')} placeholder={form.model} maxLength={80} />
        <Field
          label={t('settings.models.key')}
          type="password"
          autoComplete="off"
          value={form.key}
          onChange={set('key')}
          hint={t(savesKeys ? 'settings.models.keyHint' : 'settings.models.keySession')}
        />
        <OptionFields fields={fields} typed={typed} onChange={setTyped} />
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={busy || !form.model.trim() || !form.provider}>
          {t('settings.models.addAction')}
        </Button>
      </div>
    </form>
  )
}

/** Model servers that answer on this machine, looked for once. */
function useServers() {
  const [servers, setServers] = useState<Awaited<ReturnType<typeof findServers>>>([])
  useEffect(() => {
    let wanted = true
    void findServers().then((found) => wanted && setServers(found))
    return () => void (wanted = false)
  }, [])
  return servers
}

interface PresetsProps {
  form: Form
  /** Addresses that answer on this machine. */
  found: readonly string[]
  onChoose: (form: Form) => void
}

function Presets({ form, found, onChoose }: PresetsProps) {
  const providers = useModels((state) => state.providers)
  const choices = providers.flatMap(({ id, label, presets }) =>
    presets.length ? presets.map((preset) => ({ provider: id, ...preset })) : [{ provider: id, label, url: '' }],
  )
  return (
    <div role="group" aria-label={t('settings.models.presets')} className="flex flex-wrap gap-1.5">
      {choices.map(({ provider, label, url }) => {
        const on = form.provider === provider && form.url === url
        return (
          <button
            key={`${provider} ${label}`}
            type="button"
            aria-pressed={on}
            onClick={() => onChoose({ ...form, provider, url })}
            className={classes(
              'rounded-full border border-line-strong px-3 py-1 text-xs font-medium text-ink-soft hover:border-accent',
              on && 'border-accent bg-accent-soft text-accent-strong',
            )}
          >
            {label}
            {found.includes(url) && <span className="ml-1.5 text-good">{t('settings.models.found')}</span>}
          </button>
        )
      })}
    </div>
  )
}
