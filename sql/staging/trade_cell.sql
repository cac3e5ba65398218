-- trade_cell: the rows of one trade_tick file; grain one trade; order ts_init, then source order, which cell_rows has.
-- Source: cell_rows, the staged rows of the cell.
select
    ts_event,
    ts_init,
    price,
    size,
    case when aggressor_side = 3 then 1 else aggressor_side end::utinyint as aggressor_side,
    trade_id,
from cell_rows
