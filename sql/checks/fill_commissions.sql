-- fill_commissions: fills of a run whose commission is not their value times the rate, rounded half to even once; one
-- row per disagreement, at most 20, none when all agree; order: fill_seq. Source: fill_facts, instrument_factors.
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

recomputed as (
    select
        file_row_number,
        commission,
        half_even_quotient(
            lots * numerator * case when is_inverse then 1 else ticks end,
            denominator * case when is_inverse then ticks else 1 end
        ) * trillionths_per_unit as expected_trillionths,
        (commission::decimal(38, 12) * 1000000000000)::hugeint as found_trillionths,
    from scaled_fills
)

select
    'commission of fill ' || (file_row_number + 1) as subject,
    (expected_trillionths::double / 1e12)::varchar as expected,
    commission::varchar as found,
from recomputed
where expected_trillionths <> found_trillionths
order by file_row_number
limit 20
