import type { FileHead } from '../../format'

/** Whether a text begins as JSON does: with an object that has a key, or with a list of values. */
export function looksLikeJson({ bytes, encoding }: FileHead): boolean {
  if (encoding === null) return false
  const wide = encoding.startsWith('utf-16') ? encoding : 'latin1'
  const start = new TextDecoder(wide).decode(bytes.subarray(0, 4096)).replace(/^\ufeff|^ï»¿/, '')
  return /^\s*(\{\s*("(?:[^"\\\n]|\\.){0,200}"\s*:|\})|\[\s*(\{\s*["}]|\[|"(?:[^"\\\n]|\\.){0,200}"\s*[,\]]|-?\d[\d.eE+-]*\s*[,\]]|true\b|false\b|null\b))/.test(
    start,
  )
}
