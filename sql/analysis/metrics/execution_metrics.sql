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
        then exact_sum(average_price * filled_quantity::double) / nullif(sum(filled_quantity)::double, 0) end as average_price,
    exact_sum(shortfall) as shortfall_cost,
    exact_sum(shortfall) / nullif(exact_sum(case when shortfall is not null then decision_notional end), 0) * 1e4 as shortfall_bps,
    exact_sum(delay_cost) / nullif(exact_sum(case when shortfall is not null then decision_notional end), 0) * 1e4 as delay_bps,
    exact_sum(execution_cost) / nullif(exact_sum(case when shortfall is not null then decision_notional end), 0) * 1e4 as execution_bps,
    exact_sum(opportunity_cost) / nullif(exact_sum(case when shortfall is not null then decision_notional end), 0) * 1e4
        as opportunity_bps,
    exact_sum(arrival_slippage_bps * filled_notional)
    / nullif(exact_sum(case when arrival_slippage_bps is not null then filled_notional end), 0) as arrival_slippage_bps,
    exact_sum(vwap_slippage_bps * filled_notional)
    / nullif(exact_sum(case when vwap_slippage_bps is not null then filled_notional end), 0) as vwap_slippage_bps,
    sum(filled_quantity)::double / nullif(sum(market_quantity)::double, 0) as participation_ratio,
from asked
group by all
