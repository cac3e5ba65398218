-- compare-algorithms: one row per parent that an algorithm worked, of analysed runs, at most 500; order alike, algorithm,
-- run_id, parent_order_id. alike names parents that asked for the same at the same time. Costs positive when bad for
-- us, bps of the quantity at the decision mid. Source: run_algorithms, parent_costs.
select
    format(
        '{} {} {} at {}',
        side, rtrim(rtrim(quantity::varchar, '0'), '.'), instrument_id,
        strftime(make_timestamp_ns(ts_created), '%Y-%m-%d %H:%M:%S')
    ) as alike,
    algorithm,
    run_id,
    parent_order_id,
    status,
    children::integer as children,
    filled_ratio,
    average_price,
    decision_mid,
    interval_vwap,
    delay_bps,
    execution_bps,
    fees_bps,
    opportunity_bps,
    shortfall_bps,
    arrival_slippage_bps,
    vwap_slippage_bps,
    participation_ratio,
    ts_closed - ts_created as lasted_ns,
from parent_costs
where run_id in (select run_id from run_algorithms)
    and algorithm <> 'normal'
    and not is_closing
order by alike, algorithm, run_id, parent_order_id
limit 500
