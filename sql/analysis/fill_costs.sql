-- fill_costs: one row per run, instrument and liquidity; unordered. Costs are positive when bad for us.
-- slippage is each fill against the mid at the fill, weighted by notional; the effective spread is twice that.
-- Fills at an assumed last price have no mid and count in `fills` only. Source: fill_facts, run_instruments.
with valued as (
    select
        fill_facts.run_id,
        run_instruments.instrument_id,
        liquidity_name(fill_facts.liquidity) as liquidity,
        fill_facts.quantity,
        fill_facts.commission,
        run_instruments.settlement_currency as currency,
        notional(
            fill_facts.quantity::double,
            fill_facts.price::double,
            run_instruments.multiplier::double,
            run_instruments.is_inverse
        ) as notional,
        case when fill_facts.evidence_kind <> 3 then (fill_facts.best_bid::double + fill_facts.best_ask::double) / 2 end as mid,
        case fill_facts.side when 1 then 1 else -1 end * (fill_facts.price::double - mid) / nullif(mid, 0) as slippage,
        case when fill_facts.evidence_kind <> 3
            then (fill_facts.best_ask::double - fill_facts.best_bid::double) / nullif(mid, 0) end as spread,
        fill_facts.resting_ns,
    from fill_facts
    inner join run_instruments
        on fill_facts.run_id = run_instruments.run_id
        and fill_facts.instrument_index = run_instruments.instrument_index
)

select
    run_id,
    instrument_id,
    liquidity,
    currency,
    count(*) as fills,
    count(slippage) as quoted_fills,
    sum(quantity) as quantity,
    fsum(notional) as notional,
    coalesce(fsum(notional) filter (where slippage is not null), 0) as quoted_notional,
    fsum(slippage * notional) as slippage_cost,
    fsum(slippage * notional) / nullif(fsum(notional) filter (where slippage is not null), 0) * 1e4 as slippage_bps,
    2 * fsum(slippage * notional) / nullif(fsum(notional) filter (where slippage is not null), 0) * 1e4 as effective_spread_bps,
    fsum(spread * notional) / nullif(fsum(notional) filter (where spread is not null), 0) * 1e4 as quoted_spread_bps,
    sum(commission) as commission,
    sum(commission)::double / nullif(fsum(notional), 0) * 1e4 as commission_bps,
    avg(resting_ns) as mean_resting_ns,
from valued
group by all
