-- drawdown: one row per run: the deepest fall of equity in money, and the deepest as a fraction, both ≤ 0; unordered.
-- ts_start (the high), ts_trough, ts_recovery (null: not recovered) and duration_ns (to recovery, else to the last
-- instant) describe the fall that is deepest in money. Without any fall they are null. Source: equity.
with deepest as (
    select
        run_id,
        min(drawdown) as max_drawdown,
        min(drawdown_ratio) as max_drawdown_ratio,
        arg_min(ts_init, (drawdown, ts_init)) as ts_trough,
        arg_min(equity - drawdown, (drawdown, ts_init)) as high,
        max(ts_init) as ts_last,
    from equity
    group by all
),

spans as (
    select
        deepest.run_id,
        max(equity_facts.ts_init) filter (
            where equity_facts.ts_init <= deepest.ts_trough and equity_facts.equity >= deepest.high
        ) as ts_start,
        min(equity_facts.ts_init) filter (
            where equity_facts.ts_init > deepest.ts_trough and equity_facts.equity >= deepest.high
        ) as ts_recovery,
    from deepest
    left join equity_facts
        on deepest.run_id = equity_facts.run_id
    where deepest.max_drawdown < 0
    group by all
)

select
    deepest.run_id,
    deepest.max_drawdown,
    deepest.max_drawdown_ratio,
    spans.ts_start,
    case when deepest.max_drawdown < 0 then deepest.ts_trough end as ts_trough,
    spans.ts_recovery,
    coalesce(spans.ts_recovery, deepest.ts_last) - spans.ts_start as duration_ns,
from deepest
left join spans
    on deepest.run_id = spans.run_id
