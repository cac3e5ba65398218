-- venue-comparison: one row per venue, instrument and liquidity over all shown runs with fills; order the same. Costs in
-- bps of the notional, positive when bad for us. Source: fill_costs, run_instruments.
select
    run_instruments.venue,
    fill_costs.instrument_id,
    fill_costs.currency,
    fill_costs.liquidity,
    count(distinct fill_costs.run_id)::integer as runs,
    sum(fill_costs.fills)::integer as fills,
    exact_sum(fill_costs.notional) as notional,
    exact_sum(fill_costs.commission::double) / nullif(exact_sum(fill_costs.notional), 0) * 1e4 as commission_bps,
    exact_sum(fill_costs.slippage_cost) / nullif(exact_sum(fill_costs.quoted_notional), 0) * 1e4 as slippage_bps,
    exact_sum(fill_costs.quoted_spread_bps * fill_costs.quoted_notional)
        / nullif(exact_sum(fill_costs.quoted_notional), 0) as quoted_spread_bps,
from fill_costs
inner join run_instruments
    on fill_costs.run_id = run_instruments.run_id
    and fill_costs.instrument_id = run_instruments.instrument_id
group by all
order by run_instruments.venue, fill_costs.instrument_id, fill_costs.liquidity
