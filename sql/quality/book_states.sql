-- book_states: snapshots whose best prices cross, meet or are missing; grain hour of ts_init; order the same. Conversion
-- sets crossed ones aside, so they stand only in catalogs of other writers. Source: top_of_book.
select
    ts_init - ts_init % 3_600_000_000_000 as hour_start,
    count(*) as snapshot_count,
    count(*) filter (where bid > ask) as crossed_count,
    count(*) filter (where bid = ask) as locked_count,
    count(*) filter (where bid is null or ask is null) as one_sided_count,
from top_of_book
where instrument_id = $instrument_id::varchar
    and date between ns_to_timestamp($start_ns::bigint)::date and ns_to_timestamp($end_ns::bigint)::date
    and ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
group by all
order by hour_start
