-- risk_sampling: one row per run with equity: how risk ratios sample it; unordered.
-- One minute for windows under a day, else one day; 365 days a year. `set variable risk_interval_ns = …` and
-- `set variable risk_days_per_year = …` override both for the session. Source: equity_facts.
with spans as (
    select
        run_id,
        min(ts_init) as start_ns,
        max(ts_init) as end_ns,
    from equity_facts
    group by all
),

intervals as (
    select
        *,
        coalesce(
            getvariable('risk_interval_ns')::bigint,
            case when end_ns - start_ns < 86_400_000_000_000 then 60_000_000_000 else 86_400_000_000_000 end
        ) as interval_ns,
        coalesce(getvariable('risk_days_per_year')::double, 365.0) as days_per_year,
    from spans
)

select
    run_id,
    start_ns,
    end_ns,
    interval_ns,
    days_per_year,
    days_per_year * 86_400e9 / interval_ns as periods_per_year,
from intervals
