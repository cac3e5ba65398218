-- cells: every cell of the catalog; grain one file; order instrument_id, type, start_time.
-- Source: cell_files, the listing with the row counts of the footers.
select *,
from cell_files
order by instrument_id, type, start_time
