-- schedule_adherence: one row per point of a parent's schedule: what was meant to be done by then and what was; order
-- run_id, parent_order_id, schedule_seq. A fill at the instant itself counts as done. Positive deviation_ratio, of the
-- quantity asked for, is ahead of the schedule. Source: parent_schedule, parent_progress, parents.
with instants as (
    select
        run_id,
        parent_order_id,
        ts_init,
        max(done_quantity) as done_quantity,
    from parent_progress
    group by all
)

select
    parent_schedule.run_id,
    parent_schedule.parent_order_id,
    parents.algorithm,
    parent_schedule.schedule_seq,
    parent_schedule.ts,
    parent_schedule.target_quantity,
    coalesce(instants.done_quantity, 0) as done_quantity,
    (coalesce(instants.done_quantity, 0) - parent_schedule.target_quantity)::double
    / nullif(parents.quantity::double, 0) as deviation_ratio,
from parent_schedule
inner join parents
    on parent_schedule.run_id = parents.run_id
    and parent_schedule.parent_order_id = parents.parent_order_id
asof left join instants
    on parent_schedule.run_id = instants.run_id
    and parent_schedule.parent_order_id = instants.parent_order_id
    and parent_schedule.ts >= instants.ts_init
order by parent_schedule.run_id, parent_schedule.parent_order_id, parent_schedule.schedule_seq
