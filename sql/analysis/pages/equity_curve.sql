-- equity_curve: equity of one run thinned to at most four rows per bucket of time (first, last, lowest, highest).
-- Grain: one kept instant; order ts_init. ts_ms is UTC milliseconds for charts. Source: equity.
with instants as (
    select * from equity where run_id = $run_id::varchar
),

bounds as (
    select
        min(ts_init) as first_ns,
        (max(ts_init) - min(ts_init)) // $buckets::bigint + 1 as width_ns,
    from instants
),

kept as (
    select distinct
        unnest([min(ts_init), max(ts_init), arg_min(ts_init, equity), arg_max(ts_init, equity)]) as ts_init,
    from instants
    cross join bounds
    group by (instants.ts_init - bounds.first_ns) // bounds.width_ns
)

select
    instants.ts_init / 1e6 as ts_ms,
    instants.equity::double as equity,
    instants.balance::double as balance,
    instants.drawdown::double as drawdown,
    instants.drawdown_ratio,
from instants
semi join kept
    on instants.ts_init = kept.ts_init
order by instants.ts_init
