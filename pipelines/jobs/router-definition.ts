import type { RouterDefinition } from '../../engine/index.ts'
import type { ResolvedConfig } from '../config/schema.ts'

/** Puts the router of a configuration into the engine's terms. */
export function routerDefinition(
  router: NonNullable<ResolvedConfig['router']>,
  main: ResolvedConfig['instrument'],
): RouterDefinition {
  return {
    mode: router.mode,
    instrument: router.instrument ?? main.id,
    venues: router.venues.map(({ instrument, enabled }) => ({ instrument, isEnabled: enabled })),
    priceDriftPerNs: router.price_drift_per_ns,
  }
}
