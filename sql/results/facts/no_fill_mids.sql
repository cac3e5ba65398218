-- no_fill_mids: the columns of a run's fill_mids.parquet, without rows; names and types of fill_mid_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one fill, rows in the order of fills.parquet. Source: none.
select
    null::varchar as run_id,
    null::decimal(1, 0) as mid_before,
    null::decimal(1, 0) as mid_100ms,
    null::decimal(1, 0) as mid_1s,
    null::decimal(1, 0) as mid_5s,
    null::decimal(1, 0) as mid_30s,
    null::decimal(1, 0) as mid_60s,
    null::decimal(1, 0) as mid_300s,
    null::bigint as file_row_number,
where false
