-- run_algorithms: one row per run with result tables and algorithm that worked parents of it; order run_id, algorithm.
-- Runs without such parents have none. Source: parent_orders.
select
    run_id,
    algorithm,
    count(*) as parents,
from parent_orders
group by all
order by run_id, algorithm
