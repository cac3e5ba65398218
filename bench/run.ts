import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type BenchCase, type BenchResult, rate, ratio } from './bench-case.ts'
import { algorithmCases } from './cases/algorithms.ts'
import { analysisCases } from './cases/analysis.ts'
import { conversionCases } from './cases/conversion.ts'
import { growingSiteCases } from './cases/growing-site.ts'
import { replayCases } from './cases/replay.ts'
import { reportSiteCases } from './cases/report-site.ts'
import { restingOrderCases } from './cases/resting-orders.ts'
import { serviceCases } from './cases/service.ts'
import { storageCases } from './cases/storage.ts'
import { tenDayCases } from './cases/ten-days.ts'
import { measure } from './measure.ts'

/** `npm run bench [-- --only <name>…]`: every capability that has a goal, each in a process of its own, beside a
 *  reference measured in the same process. Absolute times depend on the machine; ratios travel better. */
const CASES: readonly BenchCase[] = [
  ...conversionCases,
  ...replayCases,
  ...algorithmCases,
  ...restingOrderCases,
  ...serviceCases,
  ...storageCases,
  ...analysisCases,
  ...reportSiteCases,
  ...growingSiteCases,
  ...tenDayCases,
]

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, case: { type: 'string' }, json: { type: 'boolean' } },
})

if (values.case === undefined) await runAll(values.only, values.json === true)
else await runOne(values.case)

/** In a child: measures one case and hands its result over as JSON. */
async function runOne(name: string): Promise<void> {
  const benchCase = CASES.find(candidate => candidate.name === name)
  if (benchCase === undefined) throw new RangeError(`no case ${name}`)
  const result = await measure(benchCase)
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}

async function runAll(only: readonly string[] | undefined, asJson: boolean): Promise<void> {
  const names = CASES.map(({ name }) => name)
  const unknown = (only ?? []).filter(name => !names.includes(name))
  if (unknown.length > 0) {
    write(`There is no case ${unknown.join(', ')}. Cases: ${names.join(', ')}`)
    process.exitCode = 2
    return
  }
  const chosen = CASES.filter(({ name }) => only === undefined || only.includes(name))
  const results: BenchResult[] = []
  let missed = 0
  for (const benchCase of chosen) {
    const result = await inChild(benchCase.name)
    results.push(result)
    const isMet = benchCase.isMet(result)
    if (!isMet) missed++
    if (!asJson) print(benchCase, result, isMet)
  }
  if (asJson) write(JSON.stringify(results, null, 2))
  else write(`\n${chosen.length - missed} of ${chosen.length} goals met`)
}

function inChild(name: string): Promise<BenchResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--case', name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.on('error', reject)
    child.on('close', status => {
      if (status === 0) resolve(JSON.parse(output) as BenchResult)
      else reject(new Error(`the case ${name} ended with status ${status}`))
    })
  })
}

function print(benchCase: BenchCase, result: BenchResult, isMet: boolean): void {
  const perSecond = (rate(result) / 1e6).toFixed(2)
  write(`${isMet ? 'met   ' : 'MISSED'}  ${benchCase.name}: ${benchCase.what}`)
  const first = benchCase.rounds > 1 ? ` (first round ${result.firstMs.toFixed(0)} ms)` : ''
  const speed = `${result.workMs.toFixed(0)} ms${first}, ${perSecond} M ${result.unit}/s`
  write(`        ${speed}, peak ${mebibytes(result.peakBytes)}; goal ${benchCase.goal}`)
  result.referenceMs.forEach((ms, index) => {
    write(
      `        ${ratio(result, index).toFixed(2)} × ${ms.toFixed(0)} ms: ${benchCase.references[index] ?? ''}`,
    )
  })
  for (const note of result.notes) write(`        ${note}`)
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}
