-- liquidation_fees: fills of a run's liquidations that were not charged their value times the rate, rounded half to even
-- once, and charges on other fills; one row per disagreement, at most 20, none when all agree; order: fill_seq.
-- Source: order_facts, fill_facts, cash_flow_facts, instrument_factors.
with liquidated as (
    select
        fill_facts.file_row_number + 1 as fill_seq,
        -half_even_quotient(
            round(fill_facts.quantity::double * factors.lots_per_quantity)::hugeint
                * factors.liquidation_numerator
                * case
                    when factors.is_inverse then 1
                    else round(fill_facts.price::double * factors.ticks_per_price)::hugeint
                end,
            factors.liquidation_denominator
                * case
                    when factors.is_inverse then round(fill_facts.price::double * factors.ticks_per_price)::hugeint
                    else 1
                end
        ) as units,
    from fill_facts
    inner join order_facts
        on fill_facts.run_id = order_facts.run_id
        and fill_facts.order_id = order_facts.order_id
        and order_facts.flags & 8 = 8
    inner join instrument_factors as factors
        on fill_facts.run_id = factors.run_id
        and fill_facts.instrument_index = factors.instrument_index
    where fill_facts.run_id = $run_id::varchar
),

charged as (
    select
        flows.fill_seq,
        (flows.amount::decimal(38, 12) * 1000000000000)::hugeint // factors.trillionths_per_unit as units,
    from cash_flow_facts as flows
    inner join instrument_factors as factors
        on flows.run_id = factors.run_id
        and flows.instrument_index = factors.instrument_index
    where flows.run_id = $run_id::varchar
        and flows.kind = 3
),

compared as (
    select
        coalesce(liquidated.fill_seq, charged.fill_seq) as fill_seq,
        coalesce(liquidated.units, 0) as units_expected,
        coalesce(charged.units, 0) as units_found,
    from liquidated
    full join charged
        on liquidated.fill_seq = charged.fill_seq
)

select
    'liquidation fee of fill ' || fill_seq as subject,
    units_expected || ' units' as expected,
    units_found || ' units' as found,
from compared
where units_expected <> units_found
order by fill_seq
limit 20
