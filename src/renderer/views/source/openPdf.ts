import type { PDFDocumentProxy } from 'pdfjs-dist'
// The bundler makes this module.
// oxlint-disable-next-line import/default
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { accessHeaders, fileUrl } from '../../access'

/**
 * Opens the original of a document with pdf.js; parts are fetched as pages need them. Everything pdf.js loads comes with the app:
 * worker, character maps, standard fonts and image decoders.
 * Rejects with pdf.js's errors; `close` ends what is under way.
 */
export async function openPdf(
  workspace: string,
  document: string,
  signal: AbortSignal,
): Promise<{ pdf: PDFDocumentProxy; close: () => void }> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist')
  GlobalWorkerOptions.workerSrc = workerUrl
  const assets = new URL('pdfjs/', globalThis.document.baseURI).href
  const task = getDocument({
    url: fileUrl(workspace, document),
    httpHeaders: accessHeaders(),
    cMapUrl: `${assets}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${assets}standard_fonts/`,
    // A system without Helvetica would draw its text in whatever it has instead.
    useSystemFonts: false,
    wasmUrl: `${assets}wasm/`,
    enableXfa: false,
    disableAutoFetch: true,
    disableStream: true,
    disableWorkerRendering: true,
    verbosity: 0,
  })
  const close = () => void task.destroy().catch(() => {})
  signal.addEventListener('abort', close, { once: true })
  return { pdf: await task.promise, close }
}
