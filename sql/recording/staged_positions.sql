-- staged_positions: columns of the table that takes positions during a run, without rows; order: as they closed,
-- open ones last. Times count from the run's origin; closed -1 is still open. Source: the replay's positions.
select
    null::integer as position_id,
    null::utinyint as instrument_index,
    null::utinyint as side,
    null::bigint as opened_ns,
    null::bigint as closed_ns,
    null::integer as opened_fill_seq,
    null::integer as closed_fill_seq,
    null::size_decimal as peak_quantity,
    null::wide_money_decimal as entry_value,
    null::wide_size_decimal as entry_quantity,
    null::wide_money_decimal as exit_value,
    null::wide_size_decimal as exit_quantity,
    null::wide_money_decimal as realized_pnl,
    null::wide_money_decimal as commissions,
where false
