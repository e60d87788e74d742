import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { ZodType } from 'zod'
import { isOwnPage } from './origin'

/** The windows whose pages may call; everything else is refused. */
const trusted = new Set<WebContents>()

/** Lets the page of a window call, until the window is gone. */
export function trustContents(contents: WebContents): void {
  trusted.add(contents)
  contents.once('destroyed', () => trusted.delete(contents))
}

function refusal({ sender, senderFrame }: IpcMainInvokeEvent): string | null {
  if (!trusted.has(sender)) return 'the caller is no window of this app'
  if (!senderFrame || senderFrame !== sender.mainFrame) return 'the caller is not the page of its window'
  return isOwnPage(senderFrame.url) ? null : 'the caller is not a page of this app'
}

/**
 * Registers what a page may ask of the main process. Calls from anything but the top page of a trusted window, and input that does not
 * parse, are refused with an error before `answer` hears of them.
 */
export function handle<Input, Output>(
  channel: string,
  schema: ZodType<Input>,
  answer: (input: Input, caller: WebContents) => Output | Promise<Output>,
): void {
  ipcMain.handle(channel, async (event, ...words: unknown[]) => {
    const reason = refusal(event)
    if (reason) throw new Error(`${channel} was refused: ${reason}.`)
    const parsed = schema.safeParse(words[0])
    if (!parsed.success || words.length > 1) throw new Error(`${channel} was refused: its input is not what was agreed.`)
    return await answer(parsed.data, event.sender)
  })
}
