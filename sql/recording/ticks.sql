-- ticks: the prints of a run's window, one row per print; order: instruments as the run has them, of each ts_init,
-- then source order, as the cells are.
-- Bounded: row_limit rows from the window's start. Source: run_trades (the run's cell files).
select
    instrument_index,
    ts_event,
    ts_init,
    price,
    size,
    aggressor_side,
    trade_id,
from run_trades
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
limit $row_limit::bigint
