-- trade_distinct: the first of each set of exact duplicates of a cell; order ts_init, then source order.
-- Source: all_cell_rows.
select
    ts_event,
    ts_init,
    price,
    size,
    aggressor_side,
    trade_id,
    source_row,
    reason,
    batch_index,
from all_cell_rows
qualify row_number() over (
    partition by
        ts_event, ts_init, price, size, aggressor_side, trade_id
    order by batch_index, source_row
) = 1
order by ts_init, batch_index, source_row
