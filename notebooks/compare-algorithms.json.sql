-- compare-algorithms: one row per parent that an algorithm worked, of analysed runs, at most 500; order alike, algorithm,
-- run_id, parent_order_id. alike names parents that asked for the same at the same time. Costs positive when bad for
-- us, bps of the quantity at the decision mid. Source: algorithm_parents.
select
    * exclude (ts_created) replace (children::integer as children),
from algorithm_parents
order by alike, algorithm, run_id, parent_order_id
limit 500
