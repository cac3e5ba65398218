-- staged_parent_schedule: columns of the table that takes the schedules of parent orders during a run, without rows;
-- order: as they were noted. Times count from the run's origin. Source: the replay's target points.
select
    null::integer as order_id,
    null::utinyint as instrument_index,
    null::bigint as ts_ns,
    null::size_decimal as target_quantity,
where false
