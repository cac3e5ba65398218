-- instrument_factors: one row per run and instrument; what turns lots and ticks into money units, as fractions in
-- lowest terms. Value = lots × ticks × factor (inverse: lots ÷ ticks × factor), commission = value × rate. Unordered.
-- Source: run_instruments.
with exponents as (
    select
        run_id,
        instrument_index,
        instrument_id,
        settlement_currency,
        is_inverse,
        oms_type = 'HEDGING' as is_hedging,
        price_precision,
        size_precision,
        currency_precision,
        (multiplier::decimal(38, 9) * 1000000000)::hugeint as multiplier_units,
        (maker_fee::decimal(38, 9) * 1000000000)::hugeint as maker_units,
        (taker_fee::decimal(38, 9) * 1000000000)::hugeint as taker_units,
        (liquidation_fee::decimal(38, 9) * 1000000000)::hugeint as liquidation_units,
        currency_precision - size_precision
            + case when is_inverse then price_precision else -price_precision end as exponent,
    from run_instruments
),

fractions as (
    select
        * exclude (exponent),
        multiplier_units * power(10, greatest(exponent, 0))::hugeint as numerator,
        1000000000::hugeint * power(10, greatest(-exponent, 0))::hugeint as denominator,
    from exponents
),

commissions as (
    select
        *,
        numerator * maker_units as maker_numerator,
        numerator * taker_units as taker_numerator,
        numerator * liquidation_units as liquidation_numerator,
        denominator * 1000000000 as rate_denominator,
    from fractions
)

select
    run_id,
    instrument_index,
    instrument_id,
    settlement_currency,
    is_inverse,
    is_hedging,
    power(10, price_precision) as ticks_per_price,
    power(10, size_precision) as lots_per_quantity,
    power(10, currency_precision) as units_per_money,
    power(10, 12 - currency_precision)::hugeint as trillionths_per_unit,
    numerator // gcd(numerator, denominator) as value_numerator,
    denominator // gcd(numerator, denominator) as value_denominator,
    maker_numerator // gcd(maker_numerator, rate_denominator) as maker_numerator,
    rate_denominator // gcd(maker_numerator, rate_denominator) as maker_denominator,
    taker_numerator // gcd(taker_numerator, rate_denominator) as taker_numerator,
    rate_denominator // gcd(taker_numerator, rate_denominator) as taker_denominator,
    liquidation_numerator // gcd(liquidation_numerator, rate_denominator) as liquidation_numerator,
    rate_denominator // gcd(liquidation_numerator, rate_denominator) as liquidation_denominator,
from commissions
