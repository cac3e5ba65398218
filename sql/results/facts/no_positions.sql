-- no_positions: the columns of a run's positions.parquet, without rows; names and types of position_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one position. Source: none.
select
    null::varchar as run_id,
    null::integer as position_id,
    null::utinyint as instrument_index,
    null::utinyint as side,
    null::bigint as opened_ts,
    null::bigint as closed_ts,
    null::integer as opened_fill_seq,
    null::integer as closed_fill_seq,
    null::decimal(1, 0) as peak_quantity,
    null::decimal(1, 0) as entry_value,
    null::decimal(1, 0) as entry_quantity,
    null::decimal(1, 0) as exit_value,
    null::decimal(1, 0) as exit_quantity,
    null::decimal(1, 0) as realized_pnl,
    null::decimal(1, 0) as commissions,
    null::bigint as file_row_number,
where false
