-- fill_batches: a run's fills in batches of $batch_rows by fill_seq, and the times each batch spans, by which its rows are
-- found without reading the others. Grain: one batch; order first_number. rows_before counts those of earlier times.
-- start_ns ≤ ts_init < end_ns. Source: fill_facts.
select
    file_row_number // $batch_rows::bigint * $batch_rows::bigint as first_number,
    min(ts_init) as start_ns,
    max(ts_init) + 1 as end_ns,
    0::bigint as rows_before,
from fill_facts
where run_id = $run_id::varchar
group by all
order by first_number
