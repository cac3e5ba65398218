-- parent_cost_sums: one row per run, instrument, side, algorithm, currency, is_closing and is_known of the parents of an
-- analysed run; unordered. is_known tells parents whose shortfall is known. Sums of what parent_costs has, exact, so that
-- totals over several rows are those over their parents; market_quantity counts what several parents saw several times.
-- paid is Σ average_price × filled_quantity; slippages are sums of bps × filled notional, …_notional what they weigh.
-- Source: parent_costs.
with weighted as (
    select
        *,
        shortfall is not null as is_known,
        decision_notional * filled_ratio as filled_notional,
    from parent_costs
)

select
    run_id,
    instrument_id,
    side,
    algorithm,
    currency,
    is_closing,
    is_known,
    count(*) as parents,
    sum(quantity) as quantity,
    sum(filled_quantity) as filled_quantity,
    sum(market_quantity) as market_quantity,
    sum(fees) as fees,
    sum((average_price * filled_quantity::double)::decimal(38, 12)) as paid,
    sum(decision_notional::decimal(38, 12)) as decision_notional,
    sum(delay_cost::decimal(38, 12)) as delay_cost,
    sum(execution_cost::decimal(38, 12)) as execution_cost,
    sum(opportunity_cost::decimal(38, 12)) as opportunity_cost,
    sum(shortfall::decimal(38, 12)) as shortfall,
    sum((arrival_slippage_bps * filled_notional)::decimal(38, 12)) as arrival_slippage,
    sum(case when arrival_slippage_bps is not null then filled_notional end::decimal(38, 12)) as arrival_notional,
    sum((vwap_slippage_bps * filled_notional)::decimal(38, 12)) as vwap_slippage,
    sum(case when vwap_slippage_bps is not null then filled_notional end::decimal(38, 12)) as vwap_notional,
from weighted
group by all
