-- fill_commissions: fills of a run whose commission is not their value times the rate, rounded half to even once; one
-- row per disagreement, at most 20, none when all agree; order: fill_seq. Compared by products, since wide divisions
-- are slow: a quotient is right when it is within half a unit, and even where it is half a unit away.
-- Source: fill_facts, instrument_factors.
with scaled_fills as (
    select
        fill_facts.file_row_number,
        fill_facts.commission,
        round(fill_facts.price::double * factors.ticks_per_price)::bigint as ticks,
        round(fill_facts.quantity::double * factors.lots_per_quantity)::bigint as lots,
        factors.is_inverse,
        factors.trillionths_per_unit,
        factors.units_per_money,
        case fill_facts.liquidity when 1 then factors.maker_numerator else factors.taker_numerator end as numerator,
        case fill_facts.liquidity when 1 then factors.maker_denominator else factors.taker_denominator end
            as denominator,
    from fill_facts
    inner join instrument_factors as factors
        on fill_facts.run_id = factors.run_id
        and fill_facts.instrument_index = factors.instrument_index
    where fill_facts.run_id = $run_id::varchar
),

fractions as (
    select
        file_row_number,
        commission,
        units_per_money,
        -- Exact as a double while it is far below 2^53.
        case
            when abs(commission::double * units_per_money) < 1e15
                then round(commission::double * units_per_money)::bigint::hugeint
            else (commission::decimal(38, 12) * 1000000000000)::hugeint // trillionths_per_unit
        end as found_units,
        numerator * lots * case when is_inverse then 1 else ticks end as value,
        denominator * case when is_inverse then ticks else 1 end as divisor,
    from scaled_fills
),

distances as (
    select
        *,
        2 * abs(found_units * divisor - value) - divisor as beyond_half,
    from fractions
)

select
    'commission of fill ' || (file_row_number + 1) as subject,
    (value::double / divisor::double / units_per_money)::varchar as expected,
    commission::varchar as found,
from distances
where beyond_half > 0
    or case when beyond_half = 0 then found_units % 2 <> 0 else false end
order by file_row_number
limit 20
