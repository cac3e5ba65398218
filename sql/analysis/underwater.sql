-- underwater: one row per run and instant of equity with the drawdown then; order run_id, ts_init.
-- drawdown in money ≤ 0, drawdown_ratio as a fraction of the highest equity so far. Source: equity.
select
    run_id,
    ts_init,
    equity,
    drawdown,
    drawdown_ratio,
from equity
order by run_id, ts_init
