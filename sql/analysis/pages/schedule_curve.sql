-- schedule_curve: what was meant to be done of each parent of a run that an algorithm worked, and what was, as shares of
-- its quantity: the first $parents_max parents, each curve thinned to about $points_max points with its ends.
-- Grain: one parent, curve (target or done) and point; order parent_order_id, curve, ts_ms.
-- ts_ms is UTC milliseconds. Source: parents, schedule_adherence, parent_progress.
with shown as (
    select
        parent_order_id,
        ts_created,
        quantity,
    from parents
    where run_id = $run_id::varchar
        and algorithm <> 'normal'
    order by length(parent_order_id), parent_order_id
    limit $parents_max::bigint
),

points as (
    select
        schedule_adherence.parent_order_id,
        'target' as curve,
        schedule_adherence.schedule_seq as point_seq,
        schedule_adherence.ts,
        schedule_adherence.target_quantity::double / nullif(shown.quantity::double, 0) as share,
    from schedule_adherence
    inner join shown
        on schedule_adherence.parent_order_id = shown.parent_order_id
    where schedule_adherence.run_id = $run_id::varchar
    union all
    select
        parent_progress.parent_order_id,
        'done' as curve,
        parent_progress.fill_seq as point_seq,
        parent_progress.ts_init as ts,
        parent_progress.done_ratio as share,
    from parent_progress
    inner join shown
        on parent_progress.parent_order_id = shown.parent_order_id
    where parent_progress.run_id = $run_id::varchar
    union all
    select
        parent_order_id,
        'done' as curve,
        0 as point_seq,
        ts_created as ts,
        0.0::double as share,
    from shown
),

numbered as (
    select
        *,
        row_number() over (partition by parent_order_id, curve order by point_seq) as place,
        count(*) over (partition by parent_order_id, curve) as points,
    from points
)

select
    parent_order_id,
    curve,
    ts / 1e6 as ts_ms,
    share,
from numbered
where place = 1
    or place = points
    or place % (points // $points_max::bigint + 1) = 0
order by parent_order_id, curve, point_seq
