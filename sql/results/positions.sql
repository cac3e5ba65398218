-- positions: one row per position; side is that of its entry. realized_pnl is gross, net_pnl is after commissions.
-- Averages are exact values divided once; ts_closed and duration_ns are null while it is open. Unordered.
-- An inverse contract's value is quantity / price, so its average is quantity × multiplier / value.
-- Source: position_facts, run_instruments.
select
    position_facts.run_id,
    'P-' || position_facts.position_id as position_id,
    run_instruments.instrument_id,
    run_instruments.venue,
    case position_facts.side when 1 then 'LONG' when 2 then 'SHORT' end as side,
    position_facts.opened_ts as ts_opened,
    position_facts.closed_ts as ts_closed,
    position_facts.closed_ts - position_facts.opened_ts as duration_ns,
    position_facts.closed_ts is null as is_open,
    position_facts.opened_fill_seq,
    position_facts.closed_fill_seq,
    position_facts.peak_quantity,
    position_facts.entry_quantity,
    position_facts.exit_quantity,
    case
        when run_instruments.is_inverse
            then position_facts.entry_quantity::double * run_instruments.multiplier::double
                / nullif(position_facts.entry_value::double, 0)
        else position_facts.entry_value::double
            / nullif(position_facts.entry_quantity::double * run_instruments.multiplier::double, 0)
    end as entry_average,
    case
        when run_instruments.is_inverse
            then position_facts.exit_quantity::double * run_instruments.multiplier::double
                / nullif(position_facts.exit_value::double, 0)
        else position_facts.exit_value::double
            / nullif(position_facts.exit_quantity::double * run_instruments.multiplier::double, 0)
    end as exit_average,
    position_facts.realized_pnl,
    position_facts.commissions,
    position_facts.realized_pnl - position_facts.commissions as net_pnl,
    run_instruments.settlement_currency as currency,
from position_facts
left join run_instruments
    on position_facts.run_id = run_instruments.run_id
    and position_facts.instrument_index = run_instruments.instrument_index
