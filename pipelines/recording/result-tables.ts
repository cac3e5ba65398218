import type { Database } from '../database/open-database.ts'
import { type Statement, statementName } from '../database/statement.ts'
import type { AppendColumn } from '../database/table-appender.ts'
import type { ResultScales } from './result-scales.ts'
import { routingRows, stagedRouting } from './route-statements.ts'
import { column, type SpecialQuery, StagedTable } from './staged-table.ts'
import {
  cashFlowRows,
  equityRows,
  fillRows,
  fillsOfPrints,
  markRows,
  orderEventRows,
  orderRows,
  positionRows,
  stagedCashFlows,
  stagedEquity,
  stagedFills,
  stagedMarks,
  stagedOrderEvents,
  stagedOrders,
  stagedPositions,
  stagedPrintFills,
} from './statements.ts'

export interface ResultTables {
  readonly fills: StagedTable
  readonly orders: StagedTable
  readonly events: StagedTable
  readonly positions: StagedTable
  readonly equity: StagedTable
  readonly marks: StagedTable
  readonly flows: StagedTable
  /** Of runs whose orders are routed. */
  readonly routes?: StagedTable
}

export interface ResultTablesSetting {
  readonly folder: string
  readonly originNs: bigint
  readonly scales: ResultScales
  readonly partRows?: number
  /** Whether fills can only come from market orders that meet prints: they then stage fewer columns. */
  readonly onPrintsAlone?: boolean
  /** Whether orders are routed. */
  readonly hasRoutes?: boolean
}

/** Opens the staged tables of a run, each on a connection of its own. Column lists follow the `staged_….sql` files.
 *  @param specialFills the query of fills whose evidence must be looked up. */
export async function openResultTables(
  database: Database,
  setting: ResultTablesSetting,
  specialFills: SpecialQuery,
): Promise<ResultTables> {
  const { folder, originNs, partRows } = setting
  const { pricePrecision, sizePrecision, moneyPrecision } = setting.scales
  const price = column.decimal(pricePrecision)
  const size = column.decimal(sizePrecision)
  const money = column.decimal(moneyPrecision)
  const wideMoney = column.wideDecimal(moneyPrecision)
  const wideSize = column.wideDecimal(sizePrecision)
  const { code, count, time } = column
  const open = async (
    shape: Statement,
    query: Statement,
    columns: readonly AppendColumn[],
    specialQuery?: SpecialQuery,
    relation?: { readonly name: string; readonly text: string },
  ): Promise<StagedTable> => {
    const optional = {
      ...(partRows && { partRows }),
      ...(relation && { relation }),
      ...(specialQuery && { specialQuery }),
    }
    return StagedTable.open(database, { shape, columns, query, folder, originNs, ...optional })
  }
  const openFills = (): Promise<StagedTable> => {
    const columns = [...[time, count, count, count, price, size, money, money, size], ...[time, size]]
    const onPrints = { name: statementName(stagedFills), text: fillsOfPrints.text }
    return setting.onPrintsAlone === true
      ? open(stagedPrintFills, fillRows, columns, specialFills, onPrints)
      : open(stagedFills, fillRows, [...columns, price, price, size, time], specialFills)
  }
  return {
    fills: await openFills(),
    orders: await open(stagedOrders, orderRows, [
      ...[count, code, count, count, code, code, size, code, code, code, code],
      ...[price, price, price, size, time, time, time, time, size, price, price],
    ]),
    events: await open(stagedOrderEvents, orderEventRows, [count, time, code, code]),
    positions: await open(stagedPositions, positionRows, [
      ...[count, code, code, time, time, count, count, size],
      ...[wideMoney, wideSize, wideMoney, wideSize, wideMoney, wideMoney],
    ]),
    equity: await open(stagedEquity, equityRows, [time, code, wideMoney, wideMoney, wideMoney]),
    marks: await open(stagedMarks, markRows, [time, code, price, price, price, size]),
    flows: await open(stagedCashFlows, cashFlowRows, [time, code, code, count, money, price, size]),
    ...(setting.hasRoutes === true && {
      routes: await open(stagedRouting, routingRows, [
        ...[count, code, code, count, count, code, code, time, size, price, size, size],
        ...[wideMoney, wideMoney, wideMoney, wideMoney],
      ]),
    }),
  }
}
