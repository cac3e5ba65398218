-- gaps: silences of trades and of the book by hour; grain stream and hour of ts_init; order the same. A gap is longer than
-- gap_ns between two arrivals and counts in the hour it begins in. Source: trades, book_depth.
with arrivals as (
    select 'trades' as stream, ts_init, cell_row::bigint as position,
    from trades
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
    union all
    select 'book' as stream, ts_init, sequence::bigint as position,
    from book_depth
    where instrument_id = $instrument_id::varchar
        and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
        and ts_init >= $start_ns::bigint
        and ts_init < $end_ns::bigint
),

spaced as (
    select
        stream,
        ts_init,
        lead(ts_init) over (partition by stream order by ts_init, position) - ts_init as gap_ns,
    from arrivals
)

select
    stream,
    ts_init - ts_init % 3_600_000_000_000 as hour_start,
    count(*) as row_count,
    count(*) filter (where gap_ns > $gap_ns::bigint) as gap_count,
    coalesce(max(gap_ns), 0)::bigint as longest_gap_ns,
    coalesce(arg_max(ts_init, gap_ns), min(ts_init)) as longest_gap_start,
from spaced
group by all
order by stream, hour_start
