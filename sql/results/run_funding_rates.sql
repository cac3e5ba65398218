-- run_funding_rates: one row per run, perpetual and time at which funding is due within the window; unordered.
-- rate is a fraction of the notional, paid by longs to shorts. Source: run_summaries.
with listed as (
    select
        run_id,
        (summary ->> '$.window.start_ns')::bigint as start_ns,
        (summary ->> '$.window.end_ns')::bigint as end_ns,
        unnest((summary -> '$.instruments')::json[]) as instrument,
    from run_summaries
),

terms as (
    select
        run_id,
        start_ns,
        end_ns,
        (instrument ->> '$.instrument_index')::utinyint as instrument_index,
        instrument -> '$.funding' as funding,
    from listed
    where (instrument -> '$.funding') is not null
),

given as (
    select
        run_id,
        start_ns,
        end_ns,
        instrument_index,
        unnest((funding -> '$.rates')::json[]) as entry,
    from terms
    where (funding -> '$.rates') is not null
),

regular as (
    select
        run_id,
        instrument_index,
        unnest(
            generate_series(
                (start_ns + (funding ->> '$.interval_ns')::bigint - 1) // (funding ->> '$.interval_ns')::bigint
                    * (funding ->> '$.interval_ns')::bigint,
                end_ns - 1,
                (funding ->> '$.interval_ns')::bigint
            )
        ) as ts_init,
        (funding ->> '$.rate')::decimal(18, 12) as rate,
    from terms
    where (funding -> '$.interval_ns') is not null
)

select
    run_id,
    instrument_index,
    (entry ->> '$.ts_ns')::bigint as ts_init,
    (entry ->> '$.rate')::decimal(18, 12) as rate,
from given
where (entry ->> '$.ts_ns')::bigint >= start_ns
    and (entry ->> '$.ts_ns')::bigint < end_ns
union all by name
select * from regular
