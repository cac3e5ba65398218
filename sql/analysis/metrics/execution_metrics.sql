-- execution_metrics: one row per analysed run, over its parents but those that closed what the run left open, weighted
-- by the notional at decision (slippage by the filled part); positive is a cost. average_price is null where a run
-- trades several instruments or both sides. Source: parent_costs.
-- Money: shortfall_cost.
with asked as (
    select
        *,
        decision_notional * filled_ratio as filled_notional,
    from parent_costs
    where not is_closing
)

select
    run_id,
    count(*) as parents,
    sum(filled_quantity)::double / nullif(sum(quantity)::double, 0) as parent_fill_ratio,
    case when count(distinct instrument_id) = 1 and count(distinct side) = 1
        then fsum(average_price * filled_quantity::double) / nullif(sum(filled_quantity)::double, 0) end as average_price,
    fsum(shortfall) as shortfall_cost,
    fsum(shortfall) / nullif(fsum(decision_notional) filter (where shortfall is not null), 0) * 1e4 as shortfall_bps,
    fsum(delay_cost) / nullif(fsum(decision_notional) filter (where shortfall is not null), 0) * 1e4 as delay_bps,
    fsum(execution_cost) / nullif(fsum(decision_notional) filter (where shortfall is not null), 0) * 1e4 as execution_bps,
    fsum(opportunity_cost) / nullif(fsum(decision_notional) filter (where shortfall is not null), 0) * 1e4
        as opportunity_bps,
    fsum(arrival_slippage_bps * filled_notional)
    / nullif(fsum(filled_notional) filter (where arrival_slippage_bps is not null), 0) as arrival_slippage_bps,
    fsum(vwap_slippage_bps * filled_notional)
    / nullif(fsum(filled_notional) filter (where vwap_slippage_bps is not null), 0) as vwap_slippage_bps,
    sum(filled_quantity)::double / nullif(sum(market_quantity)::double, 0) as participation_ratio,
from asked
group by all
