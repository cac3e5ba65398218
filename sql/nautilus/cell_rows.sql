-- cell_rows: the rows of one imported cell, as its file holds them; order ts_init, then file and row of the source.
-- Source: nautilus_rows, the decoded rows of one instrument.
select * exclude (file_index, source_row),
from nautilus_rows
where ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
order by ts_init, file_index, source_row
