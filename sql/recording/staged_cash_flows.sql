-- staged_cash_flows: columns of the table that takes cash flows that no fill tells during a run, without rows; order:
-- as booked. Times count from the run's origin; fill_seq 0 is none; twice_mark is 0 where there is no mark.
-- Source: the replay's cash flows.
select
    null::bigint as ts_init_ns,
    null::utinyint as instrument_index,
    null::utinyint as kind,
    null::integer as fill_seq,
    null::money_decimal as amount,
    null::price_decimal as twice_mark,
    null::size_decimal as position,
where false
