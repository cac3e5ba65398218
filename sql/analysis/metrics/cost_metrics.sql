-- cost_metrics: one row per run; against the mid at each fill, positive is a cost; null without quotes. As fill_costs
-- over all its rows, but reading only fills with quotes. Source: fill_facts, position_facts, run_instruments.
-- Money: slippage_cost.
with quoted as (
    select
        fill_facts.run_id,
        notional(
            fill_facts.quantity::double,
            fill_facts.price::double,
            run_instruments.multiplier::double,
            run_instruments.is_inverse
        ) as notional,
        (fill_facts.best_bid::double + fill_facts.best_ask::double) / 2 as mid,
        case fill_facts.side when 1 then 1 else -1 end * (fill_facts.price::double - mid) / nullif(mid, 0) as slippage,
    from fill_facts
    inner join run_instruments
        on fill_facts.run_id = run_instruments.run_id
        and fill_facts.instrument_index = run_instruments.instrument_index
    where fill_facts.evidence_kind < 3
),

slippages as (
    select
        run_id,
        fsum(slippage * notional) as slippage_cost,
        fsum(notional) filter (where slippage is not null) as quoted_notional,
    from quoted
    group by all
),

traded as (
    select
        run_id,
        sum(commissions) as commissions,
        sum(entry_value + exit_value) as turnover,
    from position_facts
    group by all
)

select
    traded.run_id,
    slippages.slippage_cost,
    slippages.slippage_cost / nullif(slippages.quoted_notional, 0) * 1e4 as slippage_bps,
    traded.commissions::double / nullif(traded.turnover::double, 0) * 1e4 as commission_bps,
from traded
left join slippages
    on traded.run_id = slippages.run_id
