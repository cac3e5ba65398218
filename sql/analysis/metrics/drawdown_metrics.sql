-- drawdown_metrics: one row per run; both figures ≤ 0. Source: drawdown.
-- Money: max_drawdown.
select
    run_id,
    max_drawdown,
    max_drawdown_ratio,
    duration_ns as drawdown_duration_ns,
from drawdown
