-- no_parents: the columns of a run's parents.parquet, without rows; names and types of parent_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one parent order. Source: none.
select
    null::varchar as run_id,
    null::integer as order_id,
    null::utinyint as instrument_index,
    null::utinyint as side,
    null::utinyint as type,
    null::decimal(1, 0) as quantity,
    null::decimal(1, 0) as limit_price,
    null::integer as algorithm_index,
    null::bigint as ts_created,
    null::bigint as ts_closed,
    null::utinyint as status,
    null::utinyint as reason,
    null::bigint as file_row_number,
where false
