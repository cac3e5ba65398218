import type { ResolvedConfig } from './schema.ts'

const SECRET = /KEY|SECRET|TOKEN|PASSWORD|CREDENTIALS/i

/** Whether a variable of this name holds a secret, or names a file that does. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** A copy that may be shown, logged and stored: values of secret environment keys are replaced. */
export function redact(config: ResolvedConfig): ResolvedConfig {
  const entries = Object.entries(config.environment)
  const environment = entries.map(([key, value]) => [key, isSecretName(key) ? '[redacted]' : value])
  return { ...config, environment: Object.fromEntries(environment) }
}
