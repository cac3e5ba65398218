import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{engine,pipelines,site,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'site/test/browser/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
