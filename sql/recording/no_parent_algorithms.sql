-- no_parent_algorithms: columns of the algorithms that a run's parents name, without rows. Grain: one algorithm with
-- its parameters. Order: none. Source: none.
select
    null::integer as algorithm_index,
    null::varchar as algorithm,
    null::varchar as parameters,
where false
