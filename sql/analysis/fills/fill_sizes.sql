-- fill_sizes: one row per run, instrument, liquidity and power of ten below the notional of a fill; order run_id,
-- instrument_id, liquidity, size_bucket. notional in the settlement currency. Source: fill_facts, run_instruments.
with valued as (
    select
        fill_facts.run_id,
        run_instruments.instrument_id,
        fill_facts.liquidity,
        fill_facts.quantity,
        notional(
            fill_facts.quantity::double,
            fill_facts.price::double,
            run_instruments.multiplier::double,
            run_instruments.is_inverse
        ) as notional,
    from fill_facts
    inner join run_instruments
        on fill_facts.run_id = run_instruments.run_id
        and fill_facts.instrument_index = run_instruments.instrument_index
)

select
    run_id,
    instrument_id,
    liquidity_name(liquidity) as liquidity,
    power(10, floor(log10(nullif(notional, 0)))) as size_bucket,
    count(*) as fills,
    sum(quantity) as quantity,
    exact_sum(notional) as notional,
    min(quantity) as smallest,
    max(quantity) as largest,
from valued
group by all
order by run_id, instrument_id, liquidity, size_bucket
