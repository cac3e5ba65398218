import type { ResolvedConfig } from './schema.ts'

const SECRET = /KEY|SECRET|TOKEN|PASSWORD|CREDENTIALS/i

/** A copy that may be shown, logged and stored: values of secret environment keys are replaced. */
export function redact(config: ResolvedConfig): ResolvedConfig {
  const entries = Object.entries(config.environment)
  const environment = entries.map(([key, value]) => [key, SECRET.test(key) ? '[redacted]' : value])
  return { ...config, environment: Object.fromEntries(environment) }
}
