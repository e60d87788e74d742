/** Hands a file to the reader's downloads. */
export function saveFile(name: string, mediaType: string, content: string | Uint8Array<ArrayBuffer>): void {
  saveBlob(name, new Blob([content], { type: mediaType }))
}

/** Hands bytes of any size to the reader's downloads. */
export function saveBlob(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has begun by then; the bytes are let go.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
