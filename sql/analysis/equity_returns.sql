-- equity_returns: one row per run and sample of equity: the last value at or before each UTC-aligned instant, both
-- ends of the run included. return_ratio is null for the first sample. Order: run_id, ts_sample.
-- Source: equity_facts, risk_sampling.
with aligned as (
    select
        run_id,
        unnest(generate_series(start_ns // interval_ns + 1, (end_ns - 1) // interval_ns)) * interval_ns as ts_sample,
    from risk_sampling
),

instants as (
    select run_id, start_ns as ts_sample from risk_sampling
    union
    select run_id, ts_sample from aligned
    union
    select run_id, end_ns as ts_sample from risk_sampling
),

samples as (
    select
        instants.run_id,
        instants.ts_sample,
        equity_facts.equity::double as equity,
    from instants
    asof join equity_facts
        on instants.run_id = equity_facts.run_id
        and instants.ts_sample >= equity_facts.ts_init
)

select
    run_id,
    ts_sample,
    equity,
    equity / nullif(lag(equity) over (partition by run_id order by ts_sample), 0) - 1 as return_ratio,
from samples
order by run_id, ts_sample
