-- risk_metrics: one row per run, annualised; the sampling interval and days per year stand beside. Source: risk_ratios.
select
    run_id,
    sharpe,
    sortino,
    calmar,
    omega,
    annual_volatility_ratio,
    annual_return_ratio,
    cumulative_return_ratio,
    observations as risk_observations,
    interval_ns as risk_interval_ns,
    days_per_year as risk_days_per_year,
from risk_ratios
