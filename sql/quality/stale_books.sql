-- stale_books: how old the book is when trades arrive; grain hour of ts_init; order the same. The age is the time since the
-- last snapshot that had arrived; it is stale beyond stale_ns. Trades before the first snapshot are counted apart. No
-- rows where there is no book at all. Source: trades, book_depth.
with prints as (
    select ts_init,
    from trades
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
),

snapshots as (
    select ts_init,
    from book_depth
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
),

aged as (
    select
        prints.ts_init - prints.ts_init % 3_600_000_000_000 as hour_start,
        prints.ts_init - snapshots.ts_init as age_ns,
    from prints
    asof left join snapshots on prints.ts_init >= snapshots.ts_init
    where exists (from snapshots)
)

select
    hour_start,
    count(*) as trade_count,
    count(*) filter (where age_ns is null) as without_book_count,
    count(*) filter (where age_ns > $stale_ns::bigint) as stale_count,
    quantile_disc(age_ns, 0.99) as p99_age_ns,
    max(age_ns) as greatest_age_ns,
from aged
group by all
order by hour_start
