-- ticks_in_window: how many prints a run's window holds; one row. Source: run_trades (the run's cell files).
select count(*) as rows
from run_trades
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
