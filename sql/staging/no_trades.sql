-- no_trades: no rows with the columns of staged_trades; what a cell without data is written from.
select
    null::bigint as ts_event,
    null::bigint as ts_init,
    null::price_decimal as price,
    null::size_decimal as size,
    null::utinyint as aggressor_side,
    null::varchar as trade_id,
    null::bigint as source_row,
    null::varchar as reason,
where false
