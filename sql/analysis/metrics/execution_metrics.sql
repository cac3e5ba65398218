-- execution_metrics: one row per analysed run, over its parents but those that closed what the run left open, weighted
-- by the notional at decision (slippage by the filled part); positive is a cost. average_price is null where a run
-- trades several instruments or both sides. Source: parent_cost_sums.
-- Money: shortfall_cost.
with asked as (
    select
        *,
        case when is_known then decision_notional end as known_notional,
    from parent_cost_sums
    where not is_closing
)

select
    run_id,
    sum(parents)::bigint as parents,
    sum(filled_quantity)::double / nullif(sum(quantity)::double, 0) as parent_fill_ratio,
    case when count(distinct instrument_id) = 1 and count(distinct side) = 1
        then sum(paid)::double / nullif(sum(filled_quantity)::double, 0) end as average_price,
    sum(shortfall)::double as shortfall_cost,
    sum(shortfall)::double / nullif(sum(known_notional)::double, 0) * 1e4 as shortfall_bps,
    sum(delay_cost)::double / nullif(sum(known_notional)::double, 0) * 1e4 as delay_bps,
    sum(execution_cost)::double / nullif(sum(known_notional)::double, 0) * 1e4 as execution_bps,
    sum(opportunity_cost)::double / nullif(sum(known_notional)::double, 0) * 1e4 as opportunity_bps,
    sum(arrival_slippage)::double / nullif(sum(arrival_notional)::double, 0) as arrival_slippage_bps,
    sum(vwap_slippage)::double / nullif(sum(vwap_notional)::double, 0) as vwap_slippage_bps,
    sum(filled_quantity)::double / nullif(sum(market_quantity)::double, 0) as participation_ratio,
from asked
group by all
