-- run_fx_rates: one row per run that is valued in a currency and currency with a rate, its own included; unordered.
-- rate is what one unit is worth in the valuation currency. Source: run_summaries.
with given as (
    select
        run_id,
        summary ->> '$.fx.currency' as valuation_currency,
        unnest(map_entries((summary -> '$.fx.rates')::map(varchar, varchar))) as entry,
    from run_summaries
    where (summary ->> '$.fx.currency') is not null
)

select
    run_id,
    valuation_currency,
    entry.key as currency,
    entry.value::decimal(18, 8) as rate,
from given
where entry.key <> valuation_currency
union all by name
select
    run_id,
    summary ->> '$.fx.currency' as valuation_currency,
    summary ->> '$.fx.currency' as currency,
    1::decimal(18, 8) as rate,
from run_summaries
where (summary ->> '$.fx.currency') is not null
