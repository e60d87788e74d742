import { notify } from '../stores/notices'
import { t } from '../texts'

/** The sentence an error brings along, or a plain one. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : t('errors.unknown')
}

/** Does something the reader asked for; where it fails, says why and returns null. */
export async function attempt<Result>(action: () => Promise<Result>): Promise<Result | null> {
  try {
    return await action()
  } catch (error) {
    notify(messageOf(error), 'bad')
    return null
  }
}
