-- exposure: one row per run with marks; unordered. Money in the run's first currency, over the instants of the time grid.
-- time_in_market_ratio is the share of instants with any position; turnover the notional of all fills,
-- taken from what positions entered and left at. Instruments that settle in other currencies count as time in the
-- market only, since nothing is converted. Means are summed exactly: their last digits then do not hang on the order of rows.
-- Source: mark_facts, position_facts, run_instruments, run_balances.
with currencies as (
    select
        run_id,
        any_value(currency) filter (where balance_seq = 1) as currency,
    from run_balances
    group by all
),

valued as (
    select
        mark_facts.run_id,
        mark_facts.ts_init,
        mark_facts.position,
        case
            when run_instruments.settlement_currency = currencies.currency
                then notional(
                    mark_facts.position::double,
                    coalesce((mark_facts.bid::double + mark_facts.ask::double) / 2, mark_facts.last::double),
                    run_instruments.multiplier::double,
                    run_instruments.is_inverse
                )
        end as value,
    from mark_facts
    inner join run_instruments
        on mark_facts.run_id = run_instruments.run_id
        and mark_facts.instrument_index = run_instruments.instrument_index
    left join currencies
        on mark_facts.run_id = currencies.run_id
),

instants as (
    select
        run_id,
        ts_init,
        bool_or(position <> 0) as in_market,
        coalesce(sum(abs(value)), 0) as gross,
        coalesce(sum(value), 0) as net,
    from valued
    group by all
),

over_time as (
    select
        run_id,
        count(*) filter (where in_market) / count(*) as time_in_market_ratio,
        sum(gross::decimal(38, 12))::double / count(*) as mean_gross_exposure,
        max(gross) as max_gross_exposure,
        sum(net::decimal(38, 12))::double / count(*) as mean_net_exposure,
        max(net) as max_net_exposure,
        min(net) as min_net_exposure,
    from instants
    group by all
),

traded as (
    select
        position_facts.run_id,
        sum(position_facts.entry_value + position_facts.exit_value)::double as turnover,
    from position_facts
    inner join run_instruments
        on position_facts.run_id = run_instruments.run_id
        and position_facts.instrument_index = run_instruments.instrument_index
    inner join currencies
        on position_facts.run_id = currencies.run_id
        and run_instruments.settlement_currency = currencies.currency
    group by all
),

starting as (
    select
        run_balances.run_id,
        sum(run_balances.starting) as balance,
    from run_balances
    inner join currencies
        on run_balances.run_id = currencies.run_id
        and run_balances.currency = currencies.currency
    group by all
)

select
    over_time.run_id,
    over_time.time_in_market_ratio,
    over_time.mean_gross_exposure,
    over_time.max_gross_exposure,
    over_time.mean_net_exposure,
    over_time.max_net_exposure,
    over_time.min_net_exposure,
    coalesce(traded.turnover, 0) as turnover,
    coalesce(traded.turnover, 0) / nullif(starting.balance::double, 0) as turnover_per_balance,
from over_time
left join traded
    on over_time.run_id = traded.run_id
left join starting
    on over_time.run_id = starting.run_id
