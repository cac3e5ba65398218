-- no_routing: the columns of a run's routing.parquet, without rows; names and types of routing_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one routing decision and venue. Source: none.
select
    null::varchar as run_id,
    null::integer as decision_id,
    null::utinyint as addressed_index,
    null::utinyint as instrument_index,
    null::integer as order_id,
    null::integer as parent_order_id,
    null::utinyint as side,
    null::utinyint as outcome,
    null::bigint as ts_init,
    null::decimal(1, 0) as quantity,
    null::decimal(1, 0) as limit_price,
    null::decimal(1, 0) as available_quantity,
    null::decimal(1, 0) as chosen_quantity,
    null::decimal(1, 0) as notional,
    null::decimal(1, 0) as fee,
    null::decimal(1, 0) as latency_cost,
    null::decimal(1, 0) as total_cost,
    null::bigint as file_row_number,
where false
