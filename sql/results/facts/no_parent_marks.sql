-- no_parent_marks: the columns of a run's parent_marks.parquet, without rows; names and types of parent_mark_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one row of parents. Source: none.
select
    null::varchar as run_id,
    null::varchar as parent_order_id,
    null::decimal(1, 0) as decision_mid,
    null::decimal(1, 0) as arrival_mid,
    null::decimal(1, 0) as close_mid,
    null::double as interval_vwap,
    null::double as interval_twap,
    null::decimal(1, 0) as market_quantity,
    null::bigint as file_row_number,
where false
