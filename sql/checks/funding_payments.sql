-- funding_payments: times at which a run should have paid funding and did not, paid what it should not, or paid another
-- amount than −position × mark × rate, rounded half to even once; one row per disagreement, at most 20, none when all
-- agree; order: subject. The position is what the fills before that time add up to. Source: run_funding_rates,
-- cash_flow_facts, fill_facts, instrument_factors.
with boundaries as (
    select
        instrument_index,
        ts_init,
        rate,
    from run_funding_rates
    where run_id = $run_id::varchar
),

changes as (
    select
        boundaries.instrument_index,
        boundaries.ts_init,
        sum(case fill_facts.side when 1 then fill_facts.quantity else -fill_facts.quantity end) as quantity,
    from fill_facts
    asof inner join boundaries
        on fill_facts.instrument_index = boundaries.instrument_index
        and fill_facts.ts_init < boundaries.ts_init
    where fill_facts.run_id = $run_id::varchar
        and fill_facts.instrument_index in (select instrument_index from boundaries)
    group by all
),

due as (
    select
        boundaries.instrument_index,
        boundaries.ts_init,
        boundaries.rate,
        coalesce(sum(changes.quantity) over (
            partition by boundaries.instrument_index
            order by boundaries.ts_init
        ), 0) as position,
    from boundaries
    left join changes
        on boundaries.instrument_index = changes.instrument_index
        and boundaries.ts_init = changes.ts_init
),

paid as (
    select
        instrument_index,
        ts_init,
        amount,
        twice_mark,
        position,
    from cash_flow_facts
    where run_id = $run_id::varchar
        and kind = 2
),

scaled as (
    select
        coalesce(due.instrument_index, paid.instrument_index) as instrument_index,
        coalesce(due.ts_init, paid.ts_init) as ts_init,
        due.position as position_due,
        paid.position as position_paid,
        paid.amount,
        (paid.amount::decimal(38, 12) * 1000000000000)::hugeint // factors.trillionths_per_unit as units,
        -round(paid.position::double * factors.lots_per_quantity)::hugeint
            * factors.value_numerator
            * (due.rate::decimal(38, 12) * 1000000000000)::hugeint
            * case
                when factors.is_inverse then 2
                else round(paid.twice_mark::double * factors.ticks_per_price)::hugeint
            end as numerator,
        factors.value_denominator
            * 1000000000000::hugeint
            * case
                when factors.is_inverse then round(paid.twice_mark::double * factors.ticks_per_price)::hugeint
                else 2
            end as denominator,
    from due
    full join paid
        on due.instrument_index = paid.instrument_index
        and due.ts_init = paid.ts_init
    left join instrument_factors as factors
        on factors.run_id = $run_id::varchar
        and factors.instrument_index = coalesce(due.instrument_index, paid.instrument_index)
),

compared as (
    select
        *,
        half_even_quotient(numerator, denominator) as units_expected,
    from scaled
    where position_due <> 0
        or position_paid is not null
)

select
    'funding of instrument ' || instrument_index || ' at ' || ts_init as subject,
    case
        when position_due is null then 'nothing due'
        else 'on ' || position_due || ': ' || coalesce(units_expected::varchar, '?') || ' units'
    end as expected,
    case
        when amount is null then 'nothing paid'
        else 'on ' || coalesce(position_paid::varchar, '?') || ': ' || units || ' units'
    end as found,
from compared
where position_due is null
    or position_paid is null
    or position_due <> position_paid
    or units_expected <> units
order by subject
limit 20
