-- parent_schedule: one row per point of a parent order's schedule: by ts, target_quantity is meant to be done in all.
-- Order: run_id, parent_order_id and ts through schedule_seq, unique within the run. Algorithms without a schedule have
-- none. Source: parent_schedule_facts.
select
    run_id,
    file_row_number + 1 as schedule_seq,
    'O-' || order_id as parent_order_id,
    ts,
    target_quantity,
from parent_schedule_facts
