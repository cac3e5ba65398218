import { defineConfig } from 'vitest/config'

/** Only the import table, so that `npm run check` stays quick. */
export default defineConfig({
  test: { include: ['engine/test/import-table.test.ts'], reporters: ['dot'] },
})
