-- no_order_events: the columns of a run's order_events.parquet, without rows; names and types of order_event_facts.
-- Grain: one state an explicit order took. Source: none.
select
    null::varchar as run_id,
    null::integer as order_id,
    null::bigint as ts_init,
    null::utinyint as status,
    null::utinyint as reason,
    null::bigint as file_row_number,
where false
