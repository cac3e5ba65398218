-- mid_at(instrument, ts): the mid of the last snapshot that had arrived at ts (int64 ns), at most a day old; one value.
-- For many moments, join them `asof` with top_of_book yourself. Source: top_of_book.
create or replace macro mid_at(instrument, ts) as (
    select book.mid,
    from (select ts::bigint as ts_init) as moment
    asof join (
        select *,
        from top_of_book
        where instrument_id = instrument
            and date between ns_to_timestamp(ts - 86_400_000_000_000)::date and ns_to_timestamp(ts)::date
    ) as book
        on moment.ts_init >= book.ts_init
)
