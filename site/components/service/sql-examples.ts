/** Queries to begin with: each works over any catalog and results, and says what it asks. */
export const SQL_EXAMPLES: readonly { readonly title: string; readonly sql: string }[] = [
  {
    title: 'PnL of every run',
    sql: `-- One row per run: what it earned, in money and as a part of what it began with.
select run_id, net_pnl, return_ratio, currency
from run_pnl
order by net_pnl desc`,
  },
  {
    title: 'Equity of the newest run',
    sql: `-- Equity each minute: one row per minute; chart it as a line.
with newest as (
    select arg_max(run_id, created_at) as run_id from runs where mode = 'report'
),
minutes as (
    select
        time_bucket(interval '1 minute', make_timestamp_ns(ts_init)::timestamp) as minute,
        arg_max(equity, ts_init) as equity,
    from equity
    where run_id in (select run_id from newest)
    group by all
)
select * from minutes order by minute`,
  },
  {
    title: 'Fills by side and liquidity',
    sql: `-- One row per side and liquidity of each run.
select run_id, side, liquidity, count(*) as fills, sum(quantity) as quantity
from fills
group by all
order by run_id, side, liquidity`,
  },
  {
    title: 'Trades by hour',
    sql: `-- What the market traded: one row per instrument and hour; chart it as bars.
select
    instrument_id,
    time_bucket(interval '1 hour', make_timestamp_ns(ts_init)::timestamp) as hour,
    count(*) as trades,
    sum(size) as volume,
from trades
group by all
order by instrument_id, hour`,
  },
  {
    title: 'What can be asked',
    sql: `-- Every view of catalog and results with its columns.
select table_name, column_name, data_type
from information_schema.columns
order by table_name, ordinal_position`,
  },
]
