/** Hands a file to the reader's downloads. */
export function saveFile(name: string, mediaType: string, content: string | Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has begun by then; the bytes are let go.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
