-- staged_marks: columns of the table that takes an instrument's marks during a run, without rows; order: by time.
-- Times count from the run's origin; price 0 is none. Source: the replay's mark samples.
select
    null::bigint as ts_init_ns,
    null::utinyint as instrument_index,
    null::price_decimal as bid,
    null::price_decimal as ask,
    null::price_decimal as last,
    null::size_decimal as position,
where false
