-- no_trade_ids: columns of run_trade_ids, without rows. Grain: one print of the run's cells. Source: none.
select
    null::utinyint as instrument_index,
    null::bigint as ordinal,
    null::varchar as trade_id,
where false
