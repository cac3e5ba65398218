import { processIo } from './commands/process-io.ts'
import { runCli } from './commands/run-cli.ts'

/** `npm run odum -- <command>`. Output is flushed before the process ends, whatever a library keeps open. */
const status = await runCli(process.argv.slice(2), processIo())
process.stdout.write('', () => process.exit(status))
