-- fill_mids_slice: the mids around the fills of one run, rows $first_row ≤ file row < $end_row of fills.parquet;
-- order: that of the file. mid_before is that of the last quote strictly before the fill, mid_<horizon> the one that
-- stood so long after it, null beyond the last quote. In slices, since each join sorts its rows in memory.
-- Grain: one fill. Source: fill_facts, run_quotes.
with wanted as materialized (
    select
        file_row_number,
        instrument_index,
        ts_init,
    from fill_facts
    where run_id = $run_id::varchar
        and file_row_number >= $first_row::bigint
        and file_row_number < $end_row::bigint
),

bounds as (
    select
        min(ts_init) as first_ns,
        max(ts_init) + 300_000_000_000 as end_ns,
    from wanted
),

last_before as (
    select
        instrument_index,
        max(ts_init) as ts_init,
    from run_quotes
    where ts_init < (select first_ns from bounds)
    group by all
),

quotes as materialized (
    select
        run_quotes.instrument_index,
        run_quotes.ts_init,
        run_quotes.mid,
    from run_quotes
    left join last_before
        on run_quotes.instrument_index = last_before.instrument_index
    where run_quotes.ts_init >= coalesce(last_before.ts_init, 0)
        and run_quotes.ts_init <= (select end_ns from bounds)
),

last_quotes as (
    select
        instrument_index,
        max(ts_init) as ts_init,
    from run_quotes
    group by all
)

select
    before.mid as mid_before,
    case when wanted.ts_init + 100_000_000 <= last_quotes.ts_init then after_100ms.mid end as mid_100ms,
    case when wanted.ts_init + 1_000_000_000 <= last_quotes.ts_init then after_1s.mid end as mid_1s,
    case when wanted.ts_init + 5_000_000_000 <= last_quotes.ts_init then after_5s.mid end as mid_5s,
    case when wanted.ts_init + 30_000_000_000 <= last_quotes.ts_init then after_30s.mid end as mid_30s,
    case when wanted.ts_init + 60_000_000_000 <= last_quotes.ts_init then after_60s.mid end as mid_60s,
    case when wanted.ts_init + 300_000_000_000 <= last_quotes.ts_init then after_300s.mid end as mid_300s,
from wanted
asof left join quotes as before
    on wanted.instrument_index = before.instrument_index
    and wanted.ts_init > before.ts_init
asof left join quotes as after_100ms
    on wanted.instrument_index = after_100ms.instrument_index
    and wanted.ts_init + 100_000_000 >= after_100ms.ts_init
asof left join quotes as after_1s
    on wanted.instrument_index = after_1s.instrument_index
    and wanted.ts_init + 1_000_000_000 >= after_1s.ts_init
asof left join quotes as after_5s
    on wanted.instrument_index = after_5s.instrument_index
    and wanted.ts_init + 5_000_000_000 >= after_5s.ts_init
asof left join quotes as after_30s
    on wanted.instrument_index = after_30s.instrument_index
    and wanted.ts_init + 30_000_000_000 >= after_30s.ts_init
asof left join quotes as after_60s
    on wanted.instrument_index = after_60s.instrument_index
    and wanted.ts_init + 60_000_000_000 >= after_60s.ts_init
asof left join quotes as after_300s
    on wanted.instrument_index = after_300s.instrument_index
    and wanted.ts_init + 300_000_000_000 >= after_300s.ts_init
left join last_quotes
    on wanted.instrument_index = last_quotes.instrument_index
order by wanted.file_row_number
