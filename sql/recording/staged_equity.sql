-- staged_equity: columns of the table that takes equity samples during a run, without rows; order: by time.
-- Times count from the run's origin. Source: the replay's equity samples.
select
    null::bigint as ts_init_ns,
    null::utinyint as wallet_index,
    null::wide_money_decimal as balance,
    null::wide_money_decimal as unrealized,
    null::wide_money_decimal as equity,
where false
