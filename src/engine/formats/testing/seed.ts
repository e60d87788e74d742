/**
 * The seed damage is drawn from: that of CARREL_SEED, in the long run another each time, else always the same, so that a run nobody watches
 * does not fail by the luck of its draw. A test prints it.
 */
export const seed = Number(process.env['CARREL_SEED'] ?? (process.env['CARREL_LONG'] ? Date.now() % 1_000_000 : 20261121))
