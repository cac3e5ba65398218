-- fill_totals: instruments of a run whose fills and positions disagree on realised PnL or commissions; one row per
-- disagreement, none when all agree; order: subject. Source: fill_facts, position_facts.
with of_fills as (
    select
        instrument_index,
        sum(realized_pnl) as realized,
        sum(commission) as commissions,
    from fill_facts
    where run_id = $run_id::varchar
    group by all
),

of_positions as (
    select
        instrument_index,
        sum(realized_pnl) as realized,
        sum(commissions) as commissions,
    from position_facts
    where run_id = $run_id::varchar
    group by all
),

totals as (
    select
        coalesce(of_fills.instrument_index, of_positions.instrument_index) as instrument_index,
        coalesce(of_fills.realized, 0) as fills_realized,
        coalesce(of_positions.realized, 0) as positions_realized,
        coalesce(of_fills.commissions, 0) as fills_commissions,
        coalesce(of_positions.commissions, 0) as positions_commissions,
    from of_fills
    full join of_positions
        on of_fills.instrument_index = of_positions.instrument_index
)

select
    'realised PnL of instrument ' || instrument_index as subject,
    fills_realized::varchar as expected,
    positions_realized::varchar as found,
from totals
where fills_realized <> positions_realized
union all
select
    'commissions of instrument ' || instrument_index as subject,
    fills_commissions::varchar as expected,
    positions_commissions::varchar as found,
from totals
where fills_commissions <> positions_commissions
order by subject
