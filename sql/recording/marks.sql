-- marks: rows of a run's marks.parquet, one per instant of the time grid and instrument; order: ts_init,
-- instrument_index. Source: staged_marks.
select
    $origin_ns::bigint + ts_init_ns as ts_init,
    instrument_index,
    nullif(bid, 0) as bid,
    nullif(ask, 0) as ask,
    nullif(last, 0) as last,
    position,
from staged_marks
