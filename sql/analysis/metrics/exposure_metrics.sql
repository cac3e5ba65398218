-- exposure_metrics: one row per run. Source: exposure.
-- Money: mean_gross_exposure, max_gross_exposure, mean_net_exposure, turnover.
select
    run_id,
    time_in_market_ratio,
    mean_gross_exposure,
    max_gross_exposure,
    mean_net_exposure,
    turnover,
    turnover_per_balance,
from exposure
