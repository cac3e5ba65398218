import { defineConfig } from 'vitest/config'

/** Pages in a real Chromium; skipped visibly where it is not installed. */
export default defineConfig({
  test: {
    include: ['site/test/browser/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 1,
  },
})
