/** Stands in the built page wherever a style element of its own needs the nonce of the response. */
export const noncePlaceholder = '__CARREL_NONCE__'

/**
 * The Content-Security-Policy of the window, the same for every host. `connect` are further places it may call, e.g. the WebSocket;
 * `nonce` allows the style elements that carry it. WebAssembly is for the image decoders of pdf.js.
 */
export function contentSecurityPolicy({ connect = [], nonce }: { connect?: readonly string[]; nonce?: string } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    nonce ? `style-src 'self' 'nonce-${nonce}'` : "style-src 'self'",
    "img-src 'self' blob: data:",
    ["connect-src 'self'", ...connect].join(' '),
    "font-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The other headers of the window. */
export const pageHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}
