-- valued_equity: one row per instant of equity and run that is valued in a currency: what all accounts are
-- worth in it at the run's constant rates, each amount rounded half to even at twelve digits. Unordered.
-- Source: account_equity, run_fx_rates.
with scaled as (
    select
        account_equity.run_id,
        account_equity.ts_init,
        run_fx_rates.valuation_currency,
        (account_equity.balance::decimal(38, 12) * 1000000000000)::hugeint as balance,
        (account_equity.unrealized::decimal(38, 12) * 1000000000000)::hugeint as unrealized,
        (account_equity.equity::decimal(38, 12) * 1000000000000)::hugeint as equity,
        (run_fx_rates.rate::decimal(38, 8) * 100000000)::hugeint as rate,
    from account_equity
    inner join run_fx_rates
        on account_equity.run_id = run_fx_rates.run_id
        and account_equity.currency = run_fx_rates.currency
)

select
    run_id,
    ts_init,
    valuation_currency as currency,
    sum(half_even_quotient(balance * rate, 100000000)::decimal(38, 0) * 0.000000000001::decimal(13, 12))::decimal(38, 12)
        as balance,
    sum(half_even_quotient(unrealized * rate, 100000000)::decimal(38, 0) * 0.000000000001::decimal(13, 12))::decimal(38, 12)
        as unrealized,
    sum(half_even_quotient(equity * rate, 100000000)::decimal(38, 0) * 0.000000000001::decimal(13, 12))::decimal(38, 12)
        as equity,
from scaled
group by all
