-- algorithm_parents: parents that an algorithm worked, of analysed runs, at most 500 of a run. alike names parents that
-- asked for the same at the same time. Costs positive when bad for us, bps of the quantity at the decision mid.
-- Grain: one row per such parent; order run_id, alike, algorithm, parent_order_id.
-- Source: run_algorithms, parent_costs.
with worked as (
    select
        run_id,
        format(
            '{} {} {} at {}',
            side, rtrim(rtrim(quantity::varchar, '0'), '.'), instrument_id,
            strftime(make_timestamp_ns(ts_created), '%Y-%m-%d %H:%M:%S')
        ) as alike,
        algorithm,
        parent_order_id,
        status,
        children,
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
        ts_created,
        ts_closed - ts_created as lasted_ns,
    from parent_costs
    where run_id in (select run_id from run_algorithms)
        and algorithm <> 'normal'
        and not is_closing
)

select *
from worked
qualify row_number() over (partition by run_id order by alike, algorithm, parent_order_id) <= 500
order by run_id, alike, algorithm, parent_order_id
