-- staged_order_events: columns of the table that takes order events during a run, without rows; order: as they
-- happened. Times count from the run's origin. Source: the replay's event blocks.
select
    null::integer as order_id,
    null::bigint as ts_init_ns,
    null::utinyint as status,
    null::utinyint as reason,
where false
