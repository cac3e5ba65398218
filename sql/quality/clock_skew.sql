-- clock_skew: ts_init - ts_event, ns, by hour; grain stream and hour of ts_init; order the same. Negative where the
-- receiver's clock runs behind the venue's. Quantiles are values that occur. Source: trades, book_depth.
with skews as (
    select
        'trades' as stream,
        ts_init - ts_init % 3_600_000_000_000 as hour_start,
        ts_init - ts_event as skew_ns,
    from trades
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
    union all
    select
        'book' as stream,
        ts_init - ts_init % 3_600_000_000_000 as hour_start,
        ts_init - ts_event as skew_ns,
    from book_depth
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
)

select
    stream,
    hour_start,
    min(skew_ns) as least_ns,
    quantile_disc(skew_ns, 0.01) as p01_ns,
    quantile_disc(skew_ns, 0.5) as median_ns,
    quantile_disc(skew_ns, 0.99) as p99_ns,
    max(skew_ns) as greatest_ns,
    count(*) filter (where skew_ns < 0) as negative_count,
from skews
group by all
order by stream, hour_start
