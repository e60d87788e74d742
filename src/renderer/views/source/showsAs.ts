/** How the original of a document can be shown; 'text' where it has no look of its own here. */
export type Look = 'pdf' | 'image' | 'pictures' | 'text'

const shownImages = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif'])

/** Decides by the media type the reader found; by the name where it has not been read yet. Browsers do not show TIFF: its pages come as pictures. */
export function showsAs(mediaType: string | null, name: string): Look {
  if (mediaType === 'application/pdf') return 'pdf'
  if (mediaType === 'image/tiff') return 'pictures'
  if (mediaType) return shownImages.has(mediaType) ? 'image' : 'text'
  if (/\.pdf$/i.test(name)) return 'pdf'
  if (/\.tiff?$/i.test(name)) return 'pictures'
  return /\.(png|jpe?g|gif|webp|bmp)$/i.test(name) ? 'image' : 'text'
}
