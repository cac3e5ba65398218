-- no_measured_fills: the columns of measured_fill_facts, without rows: those of a run's fills.parquet, then those of its
-- fill_mids.parquet. Grain: one fill of an analysed run. Source: no_fills, no_fill_mids.
select
    no_fills.*,
    no_fill_mids.* exclude (run_id, file_row_number),
from no_fills
cross join no_fill_mids
