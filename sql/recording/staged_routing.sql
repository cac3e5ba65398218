-- staged_routing: columns of the table that takes routing decisions during a run, without rows; order: by decision, then
-- venue as configured. Times count from the run's origin; ids and prices of 0 are none, an available quantity below 0 is
-- that of an unknown book. Source: the replay's route records.
select
    null::integer as decision_id,
    null::utinyint as addressed_index,
    null::utinyint as instrument_index,
    null::integer as order_id,
    null::integer as parent_order_id,
    null::utinyint as side,
    null::utinyint as outcome,
    null::bigint as ts_init_ns,
    null::size_decimal as quantity,
    null::price_decimal as limit_price,
    null::size_decimal as available_quantity,
    null::size_decimal as chosen_quantity,
    null::wide_money_decimal as notional,
    null::wide_money_decimal as fee,
    null::wide_money_decimal as latency_cost,
    null::wide_money_decimal as total_cost,
where false
