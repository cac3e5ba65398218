-- page_shortfall: implementation shortfall of a run by algorithm and side, decomposed; orders that closed what the run
-- left open stand apart. Money in currency, …_bps of the decision notional of parents whose shortfall is known; positive
-- is a cost. Grain: one algorithm, side, currency and is_closing; order as named. Source: parent_cost_sums.
with totals as (
    select
        algorithm,
        side,
        currency,
        is_closing,
        sum(parents)::bigint as parents,
        sum(decision_notional)::double as decision_notional,
        sum(delay_cost)::double as delay_cost,
        sum(execution_cost)::double as execution_cost,
        sum(fees)::double as fees,
        sum(opportunity_cost)::double as opportunity_cost,
        sum(shortfall)::double as shortfall,
    from parent_cost_sums
    where run_id = $run_id::varchar
        and is_known
    group by all
)

select
    *,
    delay_cost / nullif(decision_notional, 0) * 1e4 as delay_bps,
    execution_cost / nullif(decision_notional, 0) * 1e4 as execution_bps,
    fees / nullif(decision_notional, 0) * 1e4 as fees_bps,
    opportunity_cost / nullif(decision_notional, 0) * 1e4 as opportunity_bps,
    shortfall / nullif(decision_notional, 0) * 1e4 as shortfall_bps,
from totals
order by algorithm, side, currency, is_closing
