-- page_parents: the parents of a run as a table shows them, the dearest first, at most $rows_max of them. parents counts
-- all there are. Grain: one parent; order |shortfall| descending, parent_order_id. Source: parent_costs.
select
    parent_order_id,
    instrument_id,
    side,
    algorithm,
    is_closing,
    children,
    status,
    reason,
    ts_created,
    ts_closed,
    quantity,
    filled_ratio,
    average_price,
    decision_mid,
    arrival_mid,
    close_mid,
    interval_vwap,
    currency,
    delay_cost,
    execution_cost,
    fees,
    opportunity_cost,
    shortfall,
    delay_bps,
    execution_bps,
    fees_bps,
    opportunity_bps,
    shortfall_bps,
    arrival_slippage_bps,
    vwap_slippage_bps,
    participation_ratio,
    count(*) over () as parents,
from parent_costs
where run_id = $run_id::varchar
order by abs(shortfall) desc nulls last, parent_order_id
limit $rows_max::bigint
