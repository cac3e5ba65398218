-- algorithm_progress: what was done of a parent of algorithm_parents after a fill of it, at most some 200 fills of each,
-- evenly taken, and the last. elapsed_s counts from the decision.
-- Grain: one row per such fill; order run_id, parent_order_id, fill_seq. Source: parent_progress, algorithm_parents.
with numbered as (
    select
        parent_progress.run_id,
        parent_progress.parent_order_id,
        fill_seq,
        ts_init - ts_created as elapsed_ns,
        done_ratio,
        row_number() over fills as place,
        count(*) over (partition by parent_progress.run_id, parent_progress.parent_order_id) as fill_count,
    from parent_progress
    inner join algorithm_parents
        on parent_progress.run_id = algorithm_parents.run_id
        and parent_progress.parent_order_id = algorithm_parents.parent_order_id
    window fills as (partition by parent_progress.run_id, parent_progress.parent_order_id order by fill_seq)
)

select
    run_id,
    parent_order_id,
    fill_seq,
    elapsed_ns / 1e9 as elapsed_s,
    done_ratio,
from numbered
where place = fill_count
    or place % ceil(fill_count / 200) = 0
order by run_id, parent_order_id, fill_seq
