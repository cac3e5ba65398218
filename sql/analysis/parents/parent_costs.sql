-- parent_costs: one row per parent of an analysed run: implementation shortfall (Perold 1988) against the mid at the
-- decision, and slippage against benchmarks; positive is a cost; unordered. Signed by side:
-- delay = filled × (arrival − decision), execution = filled × (average − arrival), fees, and
-- opportunity = unfilled × (mid at the close − decision); money in `currency`, …_bps of the whole quantity at the
-- decision mid. Slippage in bps of its benchmark. participation_ratio is filled over what the market traded meanwhile.
-- A part whose prices are unknown is null, and so is their sum. Source: parent_benchmarks, run_instruments.
with signed as (
    select
        parent_benchmarks.*,
        case parent_benchmarks.side when 'BUY' then 1 else -1 end as sign,
        parent_benchmarks.filled_quantity::double as filled,
        parent_benchmarks.quantity::double - parent_benchmarks.filled_quantity::double as unfilled,
        run_instruments.multiplier::double as multiplier,
        run_instruments.is_inverse,
    from parent_benchmarks
    inner join run_instruments
        on parent_benchmarks.run_id = run_instruments.run_id
        and parent_benchmarks.instrument_id = run_instruments.instrument_id
),

costs as (
    select
        *,
        notional(quantity::double, decision_mid, multiplier, is_inverse) as decision_notional,
        case when filled = 0 then 0
            else sign * price_cost(filled, decision_mid, arrival_mid, multiplier, is_inverse) end as delay_cost,
        case when filled = 0 then 0
            else sign * price_cost(filled, arrival_mid, average_price, multiplier, is_inverse) end as execution_cost,
        case when unfilled = 0 then 0
            else sign * price_cost(unfilled, decision_mid, close_mid, multiplier, is_inverse) end as opportunity_cost,
        delay_cost + execution_cost + fees::double + opportunity_cost as shortfall,
    from signed
)

select
    run_id,
    parent_order_id,
    instrument_id,
    venue,
    side,
    order_type,
    algorithm,
    is_closing,
    children,
    status,
    reason,
    ts_created,
    ts_first_child,
    ts_closed,
    limit_price,
    quantity,
    filled_quantity,
    filled / nullif(quantity::double, 0) as filled_ratio,
    average_price,
    decision_mid,
    arrival_mid,
    close_mid,
    interval_vwap,
    interval_twap,
    market_quantity,
    currency,
    decision_notional,
    delay_cost,
    execution_cost,
    fees,
    opportunity_cost,
    shortfall,
    delay_cost / nullif(decision_notional, 0) * 1e4 as delay_bps,
    execution_cost / nullif(decision_notional, 0) * 1e4 as execution_bps,
    fees::double / nullif(decision_notional, 0) * 1e4 as fees_bps,
    opportunity_cost / nullif(decision_notional, 0) * 1e4 as opportunity_bps,
    shortfall / nullif(decision_notional, 0) * 1e4 as shortfall_bps,
    sign * (average_price - arrival_mid) / nullif(arrival_mid, 0) * 1e4 as arrival_slippage_bps,
    sign * (average_price - interval_vwap) / nullif(interval_vwap, 0) * 1e4 as vwap_slippage_bps,
    sign * (average_price - interval_twap) / nullif(interval_twap, 0) * 1e4 as twap_slippage_bps,
    filled / nullif(market_quantity::double, 0) as participation_ratio,
from costs
