-- compare-algorithms-progress: what was done of a parent after a fill of it, at most some 200 fills of each, evenly
-- taken, and the last; order run_id, parent_order_id, fill_seq. elapsed_s counts from the decision.
-- Source: algorithm_progress, algorithm_parents.
with shown as (
    select
        run_id,
        parent_order_id,
    from algorithm_parents
    order by alike, algorithm, run_id, parent_order_id
    limit 500
)

select
    algorithm_progress.run_id,
    algorithm_progress.parent_order_id,
    elapsed_s,
    done_ratio,
from algorithm_progress
inner join shown
    on algorithm_progress.run_id = shown.run_id
    and algorithm_progress.parent_order_id = shown.parent_order_id
order by algorithm_progress.run_id, algorithm_progress.parent_order_id, fill_seq
