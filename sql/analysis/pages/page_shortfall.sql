-- page_shortfall: implementation shortfall of a run by algorithm and side, decomposed; orders that closed what the run
-- left open stand apart. Money in currency, …_bps of the decision notional of parents whose shortfall is known; positive
-- is a cost. Grain: one algorithm, side, currency and is_closing; order as named. Source: parent_costs.
with known as (
    select * from parent_costs
    where run_id = $run_id::varchar
        and shortfall is not null
)

select
    algorithm,
    side,
    currency,
    is_closing,
    count(*) as parents,
    exact_sum(decision_notional) as decision_notional,
    exact_sum(delay_cost) as delay_cost,
    exact_sum(execution_cost) as execution_cost,
    exact_sum(fees::double) as fees,
    exact_sum(opportunity_cost) as opportunity_cost,
    exact_sum(shortfall) as shortfall,
    exact_sum(delay_cost) / nullif(exact_sum(decision_notional), 0) * 1e4 as delay_bps,
    exact_sum(execution_cost) / nullif(exact_sum(decision_notional), 0) * 1e4 as execution_bps,
    exact_sum(fees::double) / nullif(exact_sum(decision_notional), 0) * 1e4 as fees_bps,
    exact_sum(opportunity_cost) / nullif(exact_sum(decision_notional), 0) * 1e4 as opportunity_bps,
    exact_sum(shortfall) / nullif(exact_sum(decision_notional), 0) * 1e4 as shortfall_bps,
from known
group by algorithm, side, currency, is_closing
order by algorithm, side, currency, is_closing
