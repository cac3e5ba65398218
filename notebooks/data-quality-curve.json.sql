-- data-quality-curve: one row per instrument, UTC day, stream and step of time; order the same. A step is the shortest of
-- a list that makes at most 150 of what the day spans. Source: trades, top_of_book.
with arrivals as (
    select
        instrument_id,
        date,
        'trades' as stream,
        ts_init,
        ts_init - ts_event as skew_ns,
        null::double as spread_bps,
    from trades
    union all
    select
        instrument_id,
        date,
        'book' as stream,
        ts_init,
        ts_init - ts_event as skew_ns,
        spread::double / mid::double * 1e4 as spread_bps,
    from top_of_book
),

steps as (
    select
        instrument_id,
        date,
        1_000_000_000 * coalesce(
            list_min(
                list_filter(
                    [1, 2, 5, 10, 30, 60, 300, 600],
                    lambda seconds: (max(ts_init) - min(ts_init)) / 1e9 / seconds <= 150
                )
            ),
            900
        )::bigint as step_ns,
    from arrivals
    group by all
),

spaced as (
    select
        arrivals.*,
        step_ns,
        lead(ts_init) over (
            partition by arrivals.instrument_id, stream, ts_init // 3_600_000_000_000 order by ts_init
        ) - ts_init as gap_ns,
    from arrivals
    inner join steps
        on arrivals.instrument_id = steps.instrument_id
        and arrivals.date = steps.date
)

select
    instrument_id,
    date::varchar as day,
    stream,
    (ts_init - ts_init % step_ns) / 1e6 as ts_ms,
    step_ns / 1e9 as step_s,
    count(*)::integer as rows,
    coalesce(max(gap_ns), 0) / 1e9 as longest_gap_s,
    quantile_disc(skew_ns, 0.01) / 1e6 as low_skew_ms,
    quantile_disc(skew_ns, 0.5) / 1e6 as skew_ms,
    quantile_disc(skew_ns, 0.99) / 1e6 as high_skew_ms,
    quantile_disc(spread_bps, 0.5) as spread_bps,
    quantile_disc(spread_bps, 0.95) as high_spread_bps,
from spaced
group by all
order by instrument_id, day, stream, ts_ms
