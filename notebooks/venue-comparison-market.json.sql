-- venue-comparison-market: one row per UTC day, instrument and step of time of the books that the shown runs read;
-- order the same. All instruments of a day share one step, the shortest of a list that makes at most 150 of what the
-- day spans. Each snapshot counts alike; sizes are the mean of best bid and ask, in money of the quote. Source: top_of_book.
with books as (
    select
        instrument_id,
        date,
        ts_init,
        mid,
        spread::double / mid::double * 1e4 as spread_bps,
        (bid_size::double * bid::double + ask_size::double * ask::double) / 2 as top_notional,
    from top_of_book
    where mid is not null
),

steps as (
    select
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
    from books
    group by all
)

select
    books.date::varchar as day,
    instrument_id,
    (ts_init - ts_init % step_ns) / 1e6 as ts_ms,
    count(*)::integer as snapshots,
    quantile_disc(spread_bps, 0.5) as spread_bps,
    quantile_disc(top_notional, 0.5) as top_notional,
    arg_max(mid, ts_init)::double as mid,
from books
inner join steps
    on books.date = steps.date
group by all
order by day, instrument_id, ts_ms
