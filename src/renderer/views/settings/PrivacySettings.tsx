import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { EgressPolicy } from '../../../contract'
import { changePolicy, readLedger } from '../../actions/egress'
import { changeSettings } from '../../actions/settings'
import { useEgress } from '../../stores/egress'
import { useSettings } from '../../stores/settings'
import { useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { Segments } from '../../ui/Segments'
import { Select } from '../../ui/Select'
import { Ledger } from './Ledger'
import { Row } from './Row'

/** Minutes that are offered. */
const lockTimes = [5, 15, 30, 60, 240]

const modes = ['local', 'services', 'ask'] as const

/** What may leave this machine for the open workspace, and what did. */
export function PrivacySettings() {
  const workspace = useWorkspaces((state) => state.current)
  const policy = useEgress((state) => state.policy)
  useEffect(() => void readLedger(), [workspace])
  return (
    <div className="flex flex-col">
      <LockAfter />
      {!workspace && <p className="py-4 text-ink-soft">{t('settings.privacy.none')}</p>}
      {policy && <Policy policy={policy} />}
    </div>
  )
}

/** After how much time without use a workspace seals itself; for all workspaces. */
function LockAfter() {
  const minutes = useSettings((state) => state.settings?.lockAfterMinutes ?? null)
  const text = (value: number) =>
    value % 60 === 0 ? t('settings.privacy.lockHours', { count: value / 60 }) : t('settings.privacy.lockMinutes', { count: value })
  const offered = [...new Set([...lockTimes, ...(minutes === null ? [] : [minutes])])].sort((a, b) => a - b)
  return (
    <Row title={t('settings.privacy.lock')} hint={t('settings.privacy.lockHint')}>
      <Select
        label={t('settings.privacy.lock')}
        value={String(minutes ?? 'never')}
        onChange={(value) => void changeSettings({ lockAfterMinutes: value === 'never' ? null : Number(value) })}
        options={[
          { value: 'never', label: t('settings.privacy.lockNever') },
          ...offered.map((value) => ({ value: String(value), label: text(value) })),
        ]}
      />
    </Row>
  )
}

function Policy({ policy }: { policy: EgressPolicy }) {
  return (
    <>
      <Row title={t('settings.privacy.policy')} hint={t(`settings.privacy.${policy.mode}Hint`)}>
        <Segments
          label={t('settings.privacy.policy')}
          value={policy.mode}
          onChange={(mode) => void changePolicy({ mode })}
          options={modes.map((value) => ({ value, label: t(`settings.privacy.${value}`) }))}
        />
      </Row>
      {policy.mode !== 'local' && <Hosts hosts={policy.hosts} />}
      <Ledger />
    </>
  )
}

function Hosts({ hosts }: { hosts: readonly string[] }) {
  const [host, setHost] = useState('')
  const allow = async () => {
    if (await changePolicy({ allow: [host] })) setHost('')
  }
  return (
    <section className="flex flex-col gap-2 border-b border-line py-4">
      <h3 className="font-medium">{t('settings.privacy.hosts')}</h3>
      {hosts.length === 0 && <p className="text-xs text-ink-faint">{t('settings.privacy.noHosts')}</p>}
      <ul aria-label={t('settings.privacy.hosts')} className="flex flex-wrap gap-1.5">
        {hosts.map((one) => (
          <li key={one} className="flex items-center gap-1 rounded-full bg-sunken pr-1 pl-2.5 text-xs">
            {one}
            <IconButton
              label={t('settings.privacy.deny', { host: one })}
              onClick={() => void changePolicy({ deny: [one] })}
              className="size-5"
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void allow()
        }}
      >
        <Field
          label={t('settings.privacy.host')}
          placeholder={t('settings.privacy.hostExample')}
          value={host}
          maxLength={255}
          onChange={(event) => setHost(event.target.value)}
        />
        <Button type="submit" disabled={!host.trim()}>
          {t('settings.privacy.allow')}
        </Button>
      </form>
    </section>
  )
}
