-- no_marks: the columns of a run's marks.parquet, without rows; names and types of mark_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one instrument at one instant of the time grid. Source: none.
select
    null::varchar as run_id,
    null::bigint as ts_init,
    null::utinyint as instrument_index,
    null::decimal(1, 0) as bid,
    null::decimal(1, 0) as ask,
    null::decimal(1, 0) as last,
    null::decimal(1, 0) as position,
    null::bigint as file_row_number,
where false
