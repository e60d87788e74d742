import { exportLedger } from '../../actions/egress'
import { bytesText, countText } from '../../figures'
import { useEgress } from '../../stores/egress'
import { t } from '../../texts'
import { Button } from '../../ui/Button'

/** What left this machine for the open workspace, newest first. */
export function Ledger() {
  const { entries, totals } = useEgress()
  if (!entries || !totals) return null
  if (entries.length === 0) return <p className="py-4 text-ink-soft">{t('settings.privacy.ledgerNone')}</p>
  return (
    <section className="flex flex-col gap-2 py-4">
      <div className="flex items-center justify-between gap-4">
        <div>
          <h3 className="font-medium">{t('settings.privacy.ledger')}</h3>
          <p className="text-xs text-ink-faint">
            {t('settings.privacy.totals', {
              requests: countText(totals.requests),
              sent: bytesText(totals.sent),
              refused: countText(totals.refused),
            })}
          </p>
        </div>
        <Button size="small" onClick={() => void exportLedger()}>
          {t('settings.privacy.export')}
        </Button>
      </div>
      <table aria-label={t('settings.privacy.ledger')} className="w-full text-left text-xs">
        <thead className="text-ink-faint">
          <tr>
            <th className="py-1 font-medium">{t('settings.privacy.time')}</th>
            <th className="py-1 font-medium">{t('settings.privacy.host')}</th>
            <th className="py-1 font-medium">{t('settings.privacy.purpose')}</th>
            <th className="py-1 font-medium">{t('settings.privacy.sent')}</th>
            <th className="py-1 font-medium">{t('settings.privacy.documents')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((one) => (
            <tr key={one.seq} className="border-t border-line align-top">
              <td className="py-1 pr-2 whitespace-nowrap tabular-nums">{new Date(one.at).toLocaleString()}</td>
              <td className="py-1 pr-2 break-all">{one.host}</td>
              <td className="py-1 pr-2">{t(`settings.privacy.purposes.${one.purpose}`)}</td>
              <td className="py-1 pr-2 whitespace-nowrap">
                {one.outcome === 'sent' ? bytesText(one.sent) : t(`settings.privacy.outcomes.${one.outcome}`)}
              </td>
              <td className="py-1 break-words">{one.documents.map(({ id, name }) => name ?? id).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
