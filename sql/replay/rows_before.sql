-- rows_before: how many rows of one cell lie before the window; one row. Source: replay_cell (one cell file).
select count(*) as rows_before
from replay_cell
where ts_init < $start_ns::bigint
