-- no_parent_algorithms: the columns of a run's parent_algorithms.parquet, without rows; names and types of
-- parent_algorithm_facts. Grain: one algorithm and its parameters. Source: none.
select
    null::varchar as run_id,
    null::integer as algorithm_index,
    null::varchar as algorithm,
    null::varchar as parameters,
    null::bigint as file_row_number,
where false
