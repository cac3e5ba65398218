-- fill_commissions: fills of a run whose commission is not their value times the rate, rounded half to even once; one
-- row per disagreement, at most 20, none when all agree; order: fill_seq. Compared by products, since wide divisions
-- are slow: a quotient is right when it is within half a unit, and even where it is half a unit away.
-- Source: fill_facts, instrument_factors.
with scaled_fills as (
    select
        fill_facts.file_row_number,
        fill_facts.commission,
        round(fill_facts.price::double * factors.ticks_per_price)::hugeint as ticks,
        round(fill_facts.quantity::double * factors.lots_per_quantity)::hugeint as lots,
        factors.is_inverse,
        factors.trillionths_per_unit,
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
        trillionths_per_unit,
        (commission::decimal(38, 12) * 1000000000000)::hugeint as found_trillionths,
        lots * numerator * case when is_inverse then 1 else ticks end * trillionths_per_unit as value,
        denominator * case when is_inverse then ticks else 1 end as divisor,
    from scaled_fills
),

distances as (
    select
        *,
        2 * abs(found_trillionths * divisor - value) - divisor * trillionths_per_unit as beyond_half,
    from fractions
)

select
    'commission of fill ' || (file_row_number + 1) as subject,
    (value::double / divisor::double / 1e12)::varchar as expected,
    commission::varchar as found,
from distances
where beyond_half > 0
    or case when beyond_half = 0 then (found_trillionths // trillionths_per_unit) % 2 <> 0 else false end
order by file_row_number
limit 20
