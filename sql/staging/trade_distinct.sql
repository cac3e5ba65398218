-- trade_distinct: the first of each set of exact duplicates; order as in all_cell_rows. Source: all_cell_rows.
select *,
from all_cell_rows
qualify row_number() over (
    partition by ts_event, ts_init, price, size, aggressor_side, trade_id
    order by batch_index, source_row
) = 1
order by ts_init, batch_index, source_row
