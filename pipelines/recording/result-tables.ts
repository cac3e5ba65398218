import type { Database } from '../database/open-database.ts'
import type { Statement } from '../database/statement.ts'
import type { AppendColumn } from '../database/table-appender.ts'
import { column, StagedTable } from './staged-table.ts'
import {
  equityRows,
  fillRows,
  markRows,
  orderEventRows,
  orderRows,
  positionRows,
  stagedEquity,
  stagedFills,
  stagedMarks,
  stagedOrderEvents,
  stagedOrders,
  stagedPositions,
} from './statements.ts'

/** Rows a staged table holds before it is written out as a part: a whole day of 3 M fills fits in one. */
const STAGED_ROWS_MAX = 3_200_000

export interface ResultTables {
  readonly fills: StagedTable
  readonly orders: StagedTable
  readonly events: StagedTable
  readonly positions: StagedTable
  readonly equity: StagedTable
  readonly marks: StagedTable
}

export interface ResultTablesSetting {
  readonly folder: string
  readonly originNs: bigint
  readonly pricePrecision: number
  readonly sizePrecision: number
  readonly currencyPrecision: number
}

/** Opens the staged tables of a run, each on a connection of its own. Column lists follow the `staged_….sql` files.
 *  @param prepareTradeIds called before fills are written. */
export async function openResultTables(
  database: Database,
  setting: ResultTablesSetting,
  prepareTradeIds: () => Promise<void>,
): Promise<ResultTables> {
  const { folder, originNs } = setting
  const price = column.decimal(setting.pricePrecision)
  const size = column.decimal(setting.sizePrecision)
  const money = column.decimal(setting.currencyPrecision)
  const wideMoney = column.wideDecimal(setting.currencyPrecision)
  const wideSize = column.wideDecimal(setting.sizePrecision)
  const { code, count, time, flag } = column
  const open = async (
    shape: Statement,
    query: Statement,
    columns: readonly AppendColumn[],
    beforeWrite?: () => Promise<void>,
  ): Promise<StagedTable> => {
    const connection = await database.connect()
    const common = { connection, shape, query, columns, folder, originNs, rowsMax: STAGED_ROWS_MAX }
    return StagedTable.open({ ...common, ...(beforeWrite && { beforeWrite }) })
  }
  return {
    fills: await open(
      stagedFills,
      fillRows,
      [
        ...[time, count, count, code, code, price, size, code, money, money, size],
        ...[code, time, size, code, price, price, flag],
      ],
      prepareTradeIds,
    ),
    orders: await open(stagedOrders, orderRows, [
      ...[count, code, code, code, size, code, code, code, code],
      ...[time, time, time, size, price, price],
    ]),
    events: await open(stagedOrderEvents, orderEventRows, [count, time, code, code]),
    positions: await open(stagedPositions, positionRows, [
      ...[count, code, code, time, time, count, count, size],
      ...[wideMoney, wideSize, wideMoney, wideSize, wideMoney, wideMoney],
    ]),
    equity: await open(stagedEquity, equityRows, [time, wideMoney, wideMoney]),
    marks: await open(stagedMarks, markRows, [time, code, price, price, price, size]),
  }
}
