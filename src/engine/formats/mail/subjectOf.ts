/** Longest header that is looked at for what a list of messages shows. */
export const maxHeaderBytes = 64 * 1024

/** Sender, date and subject of a message, by its first bytes. */
export async function headlineOf(start: Uint8Array): Promise<{ from: string; date: string; subject: string }> {
  const { default: PostalMime } = await import('postal-mime')
  const {
    from,
    headers,
    subject = '',
  } = await PostalMime.parse(headerOf(start)).catch(() => ({ from: undefined, headers: [], subject: '' }))
  const date = headers.find(({ key }) => key === 'date')?.value ?? ''
  return { from: from ? from.name || from.address || '' : '', date, subject: subject.replace(/\s+/g, ' ').trim() }
}

export async function subjectOf(message: Uint8Array): Promise<string> {
  return (await headlineOf(message)).subject
}

/** The lines before the first blank one. */
function headerOf(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, maxHeaderBytes))
  const ends = [start.indexOf('\n\n'), start.indexOf('\n\r\n')].filter((at) => at >= 0)
  return start.subarray(0, ends.length > 0 ? Math.min(...ends) + 1 : start.length)
}
