-- data-quality-curve: one row per instrument, UTC day, stream and step of time; order the same. A step is the shortest of
-- a list that makes at most 150 of what the day spans. Source: trades, top_of_book.
with arrivals as not materialized (
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
),

-- Quantiles of one list each: the values are gathered once for all of them.
stepped as (
    select
        instrument_id,
        date::varchar as day,
        stream,
        (ts_init - ts_init % step_ns) / 1e6 as ts_ms,
        step_ns / 1e9 as step_s,
        count(*)::integer as rows,
        coalesce(max(gap_ns), 0) / 1e9 as longest_gap_s,
        quantile_disc(skew_ns, [0.01, 0.5, 0.99]) as skews_ns,
        quantile_disc(spread_bps, [0.5, 0.95]) as spreads_bps,
    from spaced
    group by all
)

select
    * exclude (skews_ns, spreads_bps),
    skews_ns[1] / 1e6 as low_skew_ms,
    skews_ns[2] / 1e6 as skew_ms,
    skews_ns[3] / 1e6 as high_skew_ms,
    spreads_bps[1] as spread_bps,
    spreads_bps[2] as high_spread_bps,
from stepped
order by instrument_id, day, stream, ts_ms
