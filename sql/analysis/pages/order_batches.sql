-- order_batches: a run's orders in batches of $batch_rows by order number, and times within which each batch lies: they
-- reach somewhat further, so that whole spans of time are counted instead of orders sorted. Grain: one batch; order
-- first_number, the number before its first. start_ns ≤ ts_created < end_ns; rows_before orders were created earlier.
-- Source: orders.
with created as (
    select ts_created
    from orders
    where run_id = $run_id::varchar
),

bounds as (
    select
        min(ts_created) as first_ns,
        (max(ts_created) - min(ts_created)) // 10_000 + 1 as width_ns,
    from created
),

spans as (
    select
        (created.ts_created - bounds.first_ns) // bounds.width_ns as span,
        bounds.first_ns,
        bounds.width_ns,
        count(*) as orders,
    from created
    cross join bounds
    group by all
),

running as (
    select
        first_ns + span * width_ns as start_ns,
        first_ns + (span + 1) * width_ns as end_ns,
        sum(orders) over (order by span rows unbounded preceding) as rows_within,
        rows_within - orders as rows_before,
    from spans
),

batches as (
    select unnest(generate_series(0, (count(*) - 1) // $batch_rows::bigint)) * $batch_rows::bigint as first_number,
    from created
)

select
    batches.first_number,
    min(running.start_ns) as start_ns,
    max(running.end_ns) as end_ns,
    min(running.rows_before)::bigint as rows_before,
from batches
inner join running
    on running.rows_within > batches.first_number
    and running.rows_before < batches.first_number + $batch_rows::bigint
group by all
order by batches.first_number
