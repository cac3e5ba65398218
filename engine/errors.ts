import { defineError } from './domain/odum-error.ts'

/** The engine's error table: every fault the replay can raise, one entry each, sorted by code. */

export const CursorOrderError = defineError<{
  file: string
  row: number
  tsInitNs: string
  previousNs: string
}>({
  code: 'CURSOR_ORDER',
  message: f =>
    `Market data went backwards in ${f.file} at row ${f.row}: ts_init ${f.tsInitNs} after ${f.previousNs}. ` +
    'Rows of a cell must ascend by ts_init; convert the window again with `odum convert --refresh`.',
})

export const IllegalTransitionError = defineError<{ orderId: number; from: number; to: number }>({
  code: 'ILLEGAL_TRANSITION',
  message: f =>
    `Order ${f.orderId} cannot go from status ${f.from} to ${f.to}: the simulated venue broke its own rules. ` +
    'Please report the configuration and seed that show it.',
})

export const InvalidAlgorithmParametersError = defineError<{ problem: string }>({
  code: 'INVALID_ALGORITHM_PARAMETERS',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The parameters of an execution algorithm do not fit its order: ${f.problem}. ` +
    'Look at `odum algorithms show <id>` for what it takes.',
})

export const InvalidDecimalError = defineError<{ what: string; text: string; expected: string }>({
  code: 'INVALID_DECIMAL',
  httpStatus: 400,
  message: f => `${f.what} is written ${JSON.stringify(f.text)}; expected ${f.expected}.`,
})

export const PrecisionOverflowError = defineError<{ what: string; value: string; limit: string }>({
  code: 'PRECISION_OVERFLOW',
  message: f =>
    `${f.what} is ${f.value}, outside the exact range (${f.limit}). ` +
    'Lower the declared precision of the instrument or currency, or trade smaller quantities.',
})

export const RouteMismatchError = defineError<{ id: string; routed: string; what: string }>({
  code: 'ROUTE_MISMATCH',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `${f.id} cannot be routed with ${f.routed}: ${f.what}. Venues of one router trade the same thing in the same units: ` +
    'equal price and size precision, multiplier, quote and settlement currency, and no inverse contracts.',
})

export const SettlementLoopError = defineError<{ rounds: number; ts: string }>({
  code: 'SETTLEMENT_LOOP',
  message: f =>
    `A strategy issued more than ${f.rounds} orders in the one instant ${f.ts} of the replay; ` +
    'orders must wait for new market data or a timer.',
})

export const UnknownInstrumentError = defineError<{ id: string; known: readonly string[] }>({
  code: 'UNKNOWN_INSTRUMENT',
  httpStatus: 400,
  message: f => `The run trades no instrument ${f.id}; it trades ${f.known.join(', ')}.`,
})

export const VenueMissingError = defineError<{ id: string; venue: string; known: readonly string[] }>({
  code: 'VENUE_MISSING',
  httpStatus: 400,
  message: f =>
    `The instrument ${f.id} trades at ${f.venue}, which is none of the run's venues: ${f.known.join(', ')}. ` +
    'Describe the venue, or name one of these.',
})

export const WindowTooLongError = defineError<{ lengthNs: string }>({
  code: 'WINDOW_TOO_LONG',
  exitStatus: 2,
  httpStatus: 400,
  message: f =>
    `The time window is ${f.lengthNs} ns long; a replay keeps exact time for at most 104 days. ` +
    'Split the window into several runs.',
})
