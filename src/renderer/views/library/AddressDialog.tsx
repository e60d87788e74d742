import { useState } from 'react'
import { addAddresses } from '../../actions/documents'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { inputLook } from '../../ui/Field'
import { classes } from '../../ui/classes'

const close = () => useLayout.setState({ addressDialog: null })

/** Asks for the addresses of web pages and videos, which are fetched once and then read like files. */
export function AddressDialog() {
  const dialog = useLayout((state) => state.addressDialog)
  return (
    <Dialog open={dialog !== null} onClose={close} title={t('address.title')} description={t('address.body')} className="max-w-lg">
      {dialog && <AddressForm first={dialog.address} />}
    </Dialog>
  )
}

function AddressForm({ first }: { first: string }) {
  const [text, setText] = useState(first)
  const [busy, setBusy] = useState(false)
  const { addresses, wrong } = addressesIn(text)
  const submit = async () => {
    setBusy(true)
    const done = await addAddresses(addresses)
    setBusy(false)
    if (done) close()
  }
  return (
    <form
      className="flex flex-col gap-4 px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="flex flex-col gap-1.5">
        <label htmlFor="addresses" className="text-xs font-medium text-ink-soft">
          {t('address.field')}
        </label>
        <textarea
          id="addresses"
          aria-describedby="addresses-hint"
          value={text}
          rows={3}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          className={classes(inputLook, 'h-auto resize-y py-2')}
        />
        <p id="addresses-hint" className={classes('text-xs', wrong ? 'text-bad' : 'text-ink-faint')}>
          {wrong ? t('address.wrong', { address: wrong }) : t('address.hint')}
        </p>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={busy || wrong !== null || addresses.length === 0}>
          {t('address.action')}
        </Button>
      </div>
    </form>
  )
}

/** The addresses of a text, one a line or parted by blanks; one without a scheme is a secure one. `wrong` is the first that is none. */
function addressesIn(text: string): { addresses: string[]; wrong: string | null } {
  const words = text.split(/\s+/).filter(Boolean)
  const addresses = words.map((word) => (/^[a-z][a-z0-9+.-]*:/i.test(word) ? word : `https://${word}`))
  const wrong = addresses.findIndex((address) => !isWebAddress(address))
  return { addresses, wrong: wrong < 0 ? null : (words[wrong] ?? null) }
}

function isWebAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes('.')
}
