-- template: one row per run and liquidity; order run_id, liquidity. Source: fill_costs.
select
    run_id,
    liquidity,
    sum(fills)::integer as fills,
    sum(commission)::double as commission,
from fill_costs
group by all
order by run_id, liquidity
