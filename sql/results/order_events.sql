-- order_events: one row per state an order took. A plain market order that one fill tells whole was INITIALIZED,
-- SUBMITTED and FILLED at the same instant. Order: run_id, ts_init, event_seq (unique within the run, in booking
-- order among the recorded; derived ones follow). Source: order_event_facts, fill_facts, order_facts (parents).
with recorded as (
    select
        run_id,
        file_row_number + 1 as event_seq,
        ts_init,
        order_id,
        status,
        reason,
    from order_event_facts
),

recorded_counts as (
    select
        run_id,
        count(*) as events,
    from order_event_facts
    group by all
),

whole_orders as (
    select
        run_id,
        file_row_number,
        ts_init,
        order_id,
    from fill_facts
    where whole_order
),

derived as (
    select
        whole_orders.run_id,
        coalesce(recorded_counts.events, 0) + 3 * whole_orders.file_row_number + steps.step as event_seq,
        whole_orders.ts_init,
        whole_orders.order_id,
        steps.status,
        0::utinyint as reason,
    from whole_orders
    cross join (values (1, 0::utinyint), (2, 3::utinyint), (3, 10::utinyint)) as steps (step, status)
    left join recorded_counts
        on whole_orders.run_id = recorded_counts.run_id
),

all_events as (
    select * from recorded
    union all by name
    select * from derived
),

children as (
    select
        run_id,
        order_id,
        parent_order_id,
        child_number,
    from order_facts
    where parent_order_id is not null
)

select
    all_events.run_id,
    all_events.event_seq,
    all_events.ts_init,
    child_or_order_name(all_events.order_id, children.parent_order_id, children.child_number) as client_order_id,
    order_status_name(all_events.status) as status,
    reason_name(all_events.reason) as reason,
from all_events
left join children
    on all_events.run_id = children.run_id
    and all_events.order_id = children.order_id
