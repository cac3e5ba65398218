-- mid_at(instrument, ts): the mid of the last snapshot that had arrived at ts (int64 ns), at most a day old; one value.
-- For many moments join them `asof` with top_of_book instead: a call for each row compares it with every snapshot.
-- Source: top_of_book.
create or replace macro mid_at(instrument, ts) as (
    select arg_max(mid, (ts_init, sequence))
    from top_of_book
    where instrument_id = instrument
        and ts_init <= ts
        and date >= ns_to_timestamp(ts - 86_400_000_000_000)::date
        and date <= ns_to_timestamp(ts)::date
)
