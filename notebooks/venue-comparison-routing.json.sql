-- venue-comparison-routing: one row per run, venue and outcome of its routing decisions; order the same.
-- Source: routing_summary.
select
    run_id,
    venue,
    outcome,
    sum(decisions)::integer as decisions,
    sum(chosen_quantity)::double as chosen_quantity,
    sum(filled_quantity)::double as filled_quantity,
    sum(saved_cost)::double as saved_cost,
from routing_summary
group by all
order by run_id, venue, outcome
