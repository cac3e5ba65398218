-- no_parent_schedule: the columns of a run's parent_schedule.parquet, without rows; names and types of
-- parent_schedule_facts. Grain: one point of a schedule. Source: none.
select
    null::varchar as run_id,
    null::integer as order_id,
    null::utinyint as instrument_index,
    null::bigint as ts,
    null::decimal(1, 0) as target_quantity,
    null::bigint as file_row_number,
where false
