-- position_values: positions of a run whose entry, exit or realised PnL is not what their fills add up to; one row per
-- disagreement, at most 20, none when all agree; order: position id. Each part of a flip counts for its own
-- position: the closing part has its own value, the opening one the rest of the fill's. A closed position realises
-- its exit less its entry, exactly. In hedging a fill is of one position alone. Source: fill_facts, position_facts, instrument_factors.
with scaled_fills as (
    select
        fill_facts.file_row_number,
        fill_facts.instrument_index,
        fill_facts.position_id,
        lag(fill_facts.position_id) over steps as held_position_id,
        round(fill_facts.price::double * factors.ticks_per_price)::hugeint as ticks,
        round(fill_facts.quantity::double * factors.lots_per_quantity)::bigint as lots,
        case fill_facts.side when 1 then 1 else -1 end as direction,
        coalesce(
            lag(round(fill_facts.position_after::double * factors.lots_per_quantity)::bigint) over steps,
            0
        ) as lots_before,
        fill_facts.realized_pnl,
        factors.is_inverse,
        factors.value_numerator as numerator,
        factors.value_denominator as denominator,
    from fill_facts
    inner join instrument_factors as factors
        on fill_facts.run_id = factors.run_id
        and fill_facts.instrument_index = factors.instrument_index
    where fill_facts.run_id = $run_id::varchar
    window steps as (
        partition by
            fill_facts.instrument_index,
            case when factors.is_hedging then fill_facts.position_id end
        order by fill_facts.file_row_number
    )
),

split_fills as (
    select
        *,
        case when lots_before * direction < 0 then least(lots, abs(lots_before)) else 0 end as closing_lots,
        half_even_quotient(
            lots * numerator * case when is_inverse then 1 else ticks end,
            denominator * case when is_inverse then ticks else 1 end
        ) as units,
        half_even_quotient(
            closing_lots * numerator * case when is_inverse then 1 else ticks end,
            denominator * case when is_inverse then ticks else 1 end
        ) as closing_units,
    from scaled_fills
),

parts as (
    select
        instrument_index,
        position_id,
        units - closing_units as entry_units,
        lots - closing_lots as entry_lots,
        0::hugeint as exit_units,
        0::bigint as exit_lots,
        case when closing_lots = 0 then realized_pnl else 0 end as realized,
    from split_fills
    where closing_lots < lots
    union all
    select
        instrument_index,
        held_position_id as position_id,
        0::hugeint as entry_units,
        0::bigint as entry_lots,
        closing_units as exit_units,
        closing_lots as exit_lots,
        realized_pnl as realized,
    from split_fills
    where closing_lots > 0
),

of_fills as (
    select
        instrument_index,
        position_id,
        sum(entry_units) as entry_units,
        sum(entry_lots) as entry_lots,
        sum(exit_units) as exit_units,
        sum(exit_lots) as exit_lots,
        sum(realized) as realized,
    from parts
    group by all
),

of_positions as (
    select
        positions.instrument_index,
        positions.position_id,
        positions.closed_ts is not null as is_closed,
        (positions.side = 1) <> factors.is_inverse as gains_with_value,
        factors.trillionths_per_unit,
        positions.realized_pnl,
        (positions.entry_value::decimal(38, 12) * 1000000000000)::hugeint // factors.trillionths_per_unit
            as entry_units,
        (positions.exit_value::decimal(38, 12) * 1000000000000)::hugeint // factors.trillionths_per_unit
            as exit_units,
        (positions.realized_pnl::decimal(38, 12) * 1000000000000)::hugeint // factors.trillionths_per_unit
            as realized_units,
        round(positions.entry_quantity::double * factors.lots_per_quantity)::hugeint as entry_lots,
        round(positions.exit_quantity::double * factors.lots_per_quantity)::hugeint as exit_lots,
    from position_facts as positions
    inner join instrument_factors as factors
        on positions.run_id = factors.run_id
        and positions.instrument_index = factors.instrument_index
    where positions.run_id = $run_id::varchar
),

compared as (
    select
        coalesce(of_positions.position_id, of_fills.position_id) as position_id,
        concat_ws(
            ' / ',
            of_fills.entry_units,
            of_fills.entry_lots,
            of_fills.exit_units,
            of_fills.exit_lots,
            of_fills.realized
        ) as expected,
        concat_ws(
            ' / ',
            of_positions.entry_units,
            of_positions.entry_lots,
            of_positions.exit_units,
            of_positions.exit_lots,
            of_positions.realized_pnl
        ) as found,
    from of_fills
    full join of_positions
        on of_fills.position_id = of_positions.position_id
        and of_fills.instrument_index = of_positions.instrument_index
    where of_fills.position_id is null
        or of_positions.position_id is null
        or of_fills.entry_units <> of_positions.entry_units
        or of_fills.entry_lots <> of_positions.entry_lots
        or of_fills.exit_units <> of_positions.exit_units
        or of_fills.exit_lots <> of_positions.exit_lots
        or of_fills.realized <> of_positions.realized_pnl
        or (
            of_positions.is_closed
            and of_positions.realized_units
                <> case when of_positions.gains_with_value then 1 else -1 end
                * (of_positions.exit_units - of_positions.entry_units)
        )
)

select
    'entry value / lots, exit value / lots, realised PnL of position ' || position_id as subject,
    expected,
    found,
from compared
order by position_id
limit 20
