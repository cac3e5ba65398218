-- equity_curve: equity of one run thinned to at most four rows per bucket of time (first, last, lowest, highest).
-- Grain: one kept instant of the grid; order ts_init. ts_ms is UTC milliseconds for charts. Source: equity.
with grid as (
    select * from equity where run_id = $run_id::varchar
),

bounds as (
    select
        min(ts_init) as first_ns,
        (max(ts_init) - min(ts_init)) // $buckets::bigint + 1 as width_ns,
    from grid
),

kept as (
    select distinct
        unnest([min(ts_init), max(ts_init), arg_min(ts_init, equity), arg_max(ts_init, equity)]) as ts_init,
    from grid
    cross join bounds
    group by (grid.ts_init - bounds.first_ns) // bounds.width_ns
)

select
    grid.ts_init / 1e6 as ts_ms,
    grid.equity::double as equity,
    grid.balance::double as balance,
    grid.drawdown::double as drawdown,
    grid.drawdown_ratio,
from grid
semi join kept
    on grid.ts_init = kept.ts_init
order by grid.ts_init
